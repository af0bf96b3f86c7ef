#if os(Linux)

  /// The harness's own nf_tables rules, before and behind the rules under test, whichever engine holds those. They shift no rule number.
  ///
  /// `meta nftrace set 1` sets the same bit of the packet (`skb->nf_trace`) as the TRACE target, so the legacy engine traces it as well. A
  /// trace of the legacy engine goes to log group 0, that of nf_tables to NFNLGRP_NFTRACE; what the probe itself tells goes to a log group of
  /// its own, with the mark, the devices and the whole packet.
  enum Probe {
    /// NFPROTO_INET: the family of the probe's table, by which its own traces are told from the others.
    static let family: UInt8 = 1
    static let table = "packetpath-probe"
    static let group: UInt16 = 20560

    /// Where a packet was seen, as the log prefix says it.
    enum Place: String {
      case preroutingStart = "prerouting>"
      case preroutingEnd = "prerouting<"
      case inputStart = "input>"
      case inputEnd = "input<"
      case forwardStart = "forward>"
      case outputStart = "output>"
      case postroutingEnd = "postrouting<"
    }

    /// The first identification or flow label that stands for a mark; those below are of packets that arrive unmarked.
    static let firstMarkLabel: UInt32 = 0x8000

    /// The input of `nft -f -`.
    static func rules(tracksConnections: Bool) -> String {
      """
      table inet \(table) {
        map marks4 { typeof ip id : meta mark; }
        map marks6 { typeof ip6 flowlabel : meta mark; }
        chain prerouting-start { type filter hook prerouting priority -500;
          meta mark set ip id map @marks4
          meta mark set ip6 flowlabel map @marks6
          meta nftrace set 1 \(log(.preroutingStart))
        }
        chain output-start { type filter hook output priority -500;
          icmpv6 type { 130-133, 137, 143 } ip6 flowlabel 0 drop
          meta nftrace set 1 \(log(.outputStart))
        }
        \(tracksConnections ? state(at: "prerouting") + state(at: "output") : "")
        chain prerouting-end { type filter hook prerouting priority 2147483647;
          \(log(.preroutingEnd))
        }
        chain input-start { type filter hook input priority -500;
          \(log(.inputStart))
        }
        chain forward-start { type filter hook forward priority -500;
          \(log(.forwardStart))
        }
        chain postrouting-end { type filter hook postrouting priority 2147483647;
          \(log(.postroutingEnd))
        }
        chain input-end { type filter hook input priority 2147483647;
          \(log(.inputEnd)) drop
        }
      }

      """
    }

    /// The input of `nft -f -` that lets packets with the label arrive with the mark.
    static func addMark(_ mark: UInt32, label: UInt32) -> String {
      """
      add element inet \(table) marks4 { \(label) : \(mark) }
      add element inet \(table) marks6 { \(label) : \(mark) }

      """
    }

    private static func log(_ place: Place) -> String { "log prefix \"\(place.rawValue)\" group \(group)" }

    /// Conntrack stands at -200. A rule that asks for the state makes the kernel track connections.
    private static func state(at hook: String) -> String {
      let rules = ["new", "established", "related", "invalid", "untracked"]
        .map { "    ct state \($0) log prefix \"\($0.uppercased())\" group \(group)\n" }
      return "chain \(hook)-state { type filter hook \(hook) priority -199;\n\(rules.joined())  }\n  "
    }

    /// Has the kernel send what the probe tells, and the traces of the rules under test, to a socket.
    static func listen(_ socket: NetlinkSocket, backends: Set<KernelBackend>) throws {
      try PacketLog.bind(group, copying: 0xFFFF, to: socket)
      if backends.contains(.legacy) {
        for family: UInt8 in [2, 10] { try PacketLog.becomeLogger(of: family, socket) }
        // Enough for the headers by which a packet is known.
        try PacketLog.bind(0, copying: 64, to: socket)
      }
      if backends.contains(.nft) { try socket.join(.trace) }
      try socket.join(.newConnections)
    }
  }

  /// Requests to nfnetlink_log.
  enum PacketLog {
    /// Sends the packets of a log group to the socket, each at once and in a message of its own.
    static func bind(_ group: UInt16, copying length: UInt32, to socket: NetlinkSocket) throws {
      var request = NetlinkRequest(.log, 1, flags: NetlinkRequest.acknowledge, resource: group)
      // NFULA_CFG_CMD: NFULNL_CFG_CMD_BIND; NFULA_CFG_MODE: NFULNL_COPY_PACKET; NFULA_CFG_QTHRESH.
      request.attribute(1, [1])
      request.attribute(2, length.networkBytes + [2, 0])
      request.attribute(5, UInt32(1).networkBytes)
      try socket.perform(request, "log group \(group)")
    }

    /// Makes nfnetlink_log the logger of a family (as the sysctl net.netfilter.nf_log.N does): traces and LOG go to group 0.
    static func becomeLogger(of family: UInt8, _ socket: NetlinkSocket) throws {
      var request = NetlinkRequest(.log, 1, flags: NetlinkRequest.acknowledge, family: family)
      // NFULNL_CFG_CMD_PF_BIND
      request.attribute(1, [3])
      try socket.perform(request, "logger of family \(family)")
    }
  }

#endif

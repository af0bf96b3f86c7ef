#if os(Linux)

  import KernelHarness
  import PacketPath

  extension RuleWords {
    /// Targets that end a chain or a table, or only tell.
    static let verdicts: [RuleWord] = [
      RuleWord("none") { _, _ in "" },
      RuleWord("ACCEPT") { _, _ in "-j ACCEPT" },
      RuleWord("DROP") { place, draw in place.table == .nat || !draw.isOnce(in: 3) ? nil : "-j DROP" },
      RuleWord("RETURN") { _, _ in "-j RETURN" },
      RuleWord("REJECT") { place, draw in
        guard place.table == .filter, !draw.isOnce(in: 2) else { return nil }
        if place.proto == "tcp" && draw.isOnce(in: 2) { return "-j REJECT --reject-with tcp-reset" }
        return "-j REJECT --reject-with "
          + draw.pick(
            place.isIPv6
              ? ["icmp6-no-route", "icmp6-adm-prohibited", "icmp6-addr-unreachable", "icmp6-port-unreachable"]
              : [
                "icmp-net-unreachable", "icmp-host-unreachable", "icmp-port-unreachable", "icmp-proto-unreachable", "icmp-admin-prohibited",
              ])
      },
      // nf_tables' tool does not load it.
      RuleWord("QUEUE") { place, draw in
        place.backend == .legacy && place.table != .nat && draw.isOnce(in: 6) ? "-j QUEUE" : nil
      },
      RuleWord("NFQUEUE") { place, draw in
        guard place.table != .nat, draw.isOnce(in: 4) else { return nil }
        return "-j NFQUEUE " + draw.pick(["--queue-num 3", "--queue-num 3 --queue-bypass", "--queue-balance 0:3"])
      },
      RuleWord("TPROXY") { place, draw in
        guard place.table == .mangle, place.isOnly(.prerouting), ["tcp", "udp"].contains(place.proto), draw.isOnce(in: 2) else {
          return nil
        }
        return "-j TPROXY --on-port 15001 --tproxy-mark 0x1/0x1"
      },
      RuleWord("SYNPROXY") { place, draw in
        guard place.isOnly(.input, .forward), place.proto == "tcp", draw.isOnce(in: 2) else { return nil }
        return "-j SYNPROXY " + draw.pick(["--sack-perm --mss 1460", "--sack-perm --timestamp --wscale 7 --mss 1460", "--mss 536"])
      },
      RuleWord("LOG") { place, draw in draw.isOnce(in: 4) ? "-j LOG --log-prefix \"a b \"" : nil },
      RuleWord("NFLOG") { place, draw in draw.isOnce(in: 2) ? "-j NFLOG --nflog-group 7" : nil },
      RuleWord("TRACE") { place, draw in place.table == .raw && place.backend == .legacy ? "-j TRACE" : nil },
      RuleWord("AUDIT") { _, draw in draw.isOnce(in: 2) ? "-j AUDIT --type accept" : nil },
      RuleWord("IDLETIMER") { _, draw in draw.isOnce(in: 4) ? "-j IDLETIMER --timeout 60 --label packetpath" : nil },
      RuleWord("RATEEST") { _, draw in
        draw.isOnce(in: 4) ? "-j RATEEST --rateest-name packetpath --rateest-interval 1s --rateest-ewmalog 4s" : nil
      },
      // Its copies would look like the packet itself: to that gateway no route leads.
      RuleWord("TEE") { place, draw in draw.isOnce(in: 2) ? "-j TEE --gateway \(place.at.unreachable)" : nil },
    ]

    /// Where both are the same, addresses keep what is behind the prefix, and meet the node's.
    private static func prefixes(_ draw: inout Draw) -> String {
      let all = [
        "fd00:192::/64", "fd00:192::/48", "fd00:244:1::/64", "fd00:96::/64", "2001:db8::/48", "2001:db8:5::/56", "fd00:244:7::/56",
        "fd00::/16",
      ]
      let source = draw.pick(all)
      return "--src-pfx \(source) --dst-pfx \(draw.isOnce(in: 2) ? source : draw.pick(all))"
    }

    /// Targets that change the packet, its mark, or what is remembered of it.
    static let changes: [RuleWord] = [
      RuleWord("MARK") { _, draw in "-j MARK " + draw.pick(["--set-xmark", "--set-mark"]) + " " + mark(&draw) },
      RuleWord("MARK") { _, draw in "-j MARK \(draw.pick(["--or-mark", "--and-mark", "--xor-mark"])) 0x\(draw.number(1...7))" },
      RuleWord("CONNMARK") { place, draw in
        // In front of conntrack there are only templates, whose mark all packets share.
        guard place.table != .raw else { return nil }
        switch draw.number(0...3) {
        case 0: return "-j CONNMARK --set-xmark \(mark(&draw))"
        case 1: return "-j CONNMARK --save-mark --nfmask 0x\(draw.pick([1, 3, 7])) --ctmask 0x\(draw.pick([1, 3, 7]))"
        case 2: return "-j CONNMARK --restore-mark --nfmask 0x\(draw.pick([1, 3, 7])) --ctmask 0x\(draw.pick([1, 3, 7]))"
        default: return "-j CONNMARK \(draw.pick(["--or-mark", "--and-mark", "--xor-mark"])) 0x\(draw.number(1...7))"
        }
      },
      RuleWord("CT") { place, draw in
        place.table == .raw ? "-j CT " + draw.pick(["--notrack", "--zone 5", "--ctevents new", "--zone-orig 3", "--zone mark"]) : nil
      },
      RuleWord("NOTRACK") { place, draw in place.table == .raw ? "-j NOTRACK" : nil },
      RuleWord("SET") { place, draw in
        let sets = RandomSets.changing(isIPv6: place.isIPv6)
        guard draw.isOnce(in: 2) else { return nil }
        let set = draw.pick(sets), act = draw.pick(["--add-set", "--add-set", "--del-set"])
        return "-j SET \(act) \(set.name) \(directions(set.dimension, &draw))"
          + (act == "--add-set" && draw.isOnce(in: 3) ? " --exist" : "")
      },
      RuleWord("DSCP") { place, draw in
        place.table == .mangle ? "-j DSCP " + draw.pick(["--set-dscp 0x04", "--set-dscp-class EF", "--set-dscp 0x00"]) : nil
      },
      RuleWord("TOS") { place, draw in
        place.table == .mangle ? "-j TOS " + draw.pick(["--set-tos 0x10/0x3f", "--or-tos 0x08", "--and-tos 0xf0", "--xor-tos 0x18"]) : nil
      },
      RuleWord("TTL") { place, draw in
        place.table == .mangle && !place.isIPv6
          ? "-j TTL " + draw.pick(["--ttl-set 64", "--ttl-inc 1", "--ttl-dec 1", "--ttl-set 1"]) : nil
      },
      RuleWord("HL") { place, draw in
        place.table == .mangle && place.isIPv6 ? "-j HL " + draw.pick(["--hl-set 64", "--hl-inc 1", "--hl-dec 1", "--hl-set 1"]) : nil
      },
      RuleWord("ECN") { place, draw in
        guard place.table == .mangle, !place.isIPv6 else { return nil }
        if place.proto == "tcp" && draw.isOnce(in: 2) { return "-j ECN --ecn-tcp-remove" }
        return draw.isOnce(in: 2) ? "-j ECN --ecn-ip-ect \(draw.number(0...3))" : nil
      },
      RuleWord("CHECKSUM") { place, draw in place.table == .mangle && draw.isOnce(in: 3) ? "-j CHECKSUM --checksum-fill" : nil },
      RuleWord("CLASSIFY") { place, draw in
        place.table == .mangle && place.hasOutput && draw.isOnce(in: 2) ? "-j CLASSIFY --set-class 1:2" : nil
      },
      RuleWord("HMARK") { place, draw in
        // Of ESP, whose first bytes it takes for ports, and of ICMP errors, the mark is not known.
        guard place.table == .mangle, place.hasPorts || place.proto == "dccp" else { return nil }
        let tuple = draw.pick(["src,dst", "src,dst,sport,dport,proto", "ct,src,dst", "ct,src,dst,sport,dport"])
        return
          "-j HMARK --hmark-tuple \(tuple) --hmark-rnd 0x\(draw.number(1...9)) --hmark-mod \(draw.number(2...5)) --hmark-offset \(draw.number(1...2))"
      },
      RuleWord("TCPMSS") { place, draw in
        guard place.table == .mangle, place.proto == "tcp", draw.isOnce(in: 2) else { return nil }
        return "-m tcp --tcp-flags SYN,RST SYN -j TCPMSS "
          + (place.hasOutput && draw.isOnce(in: 2) ? "--clamp-mss-to-pmtu" : "--set-mss 1000")
      },
      RuleWord("TCPOPTSTRIP") { place, draw in
        place.table == .mangle && place.proto == "tcp" && draw.isOnce(in: 2)
          ? "-j TCPOPTSTRIP --strip-options timestamp,sack-permitted" : nil
      },
      RuleWord("SNPT") { place, draw in
        place.isIPv6 && place.table == .mangle && place.isOnly(.input, .postrouting) && draw.isOnce(in: 2)
          ? "-j SNPT \(prefixes(&draw))" : nil
      },
      RuleWord("DNPT") { place, draw in
        place.isIPv6 && place.table == .mangle && place.isOnly(.prerouting, .output) && draw.isOnce(in: 2)
          ? "-j DNPT \(prefixes(&draw))" : nil
      },
    ]

    /// Targets of the nat table.
    static let translations: [RuleWord] = [
      RuleWord("DNAT") { place, draw in
        guard place.table == .nat, place.isOnly(.prerouting, .output) else { return nil }
        let address = draw.pick(place.at.near + place.at.own + place.at.far + [place.isIPv6 ? "::1" : "127.0.0.1"])
        let port =
          place.hasTranslatedPorts && draw.isOnce(in: 2) ? ":\(draw.pick(["80", "8080", "30080", "600", "1000-1010", "6000-6100/80"]))" : ""
        return "-j DNAT --to-destination \(place.isIPv6 && !port.isEmpty ? "[\(address)]" : address)\(port)"
          + (port.contains("-") && draw.isOnce(in: 4) ? " --random" : "")
      },
      RuleWord("DNAT") { place, draw in
        guard place.table == .nat, place.isOnly(.prerouting, .output), draw.isOnce(in: 3) else { return nil }
        return
          "-j DNAT --to-destination \(place.isIPv6 ? "fd00:244:1::2-fd00:244:1::9" : "10.244.1.2-10.244.1.9")\(draw.isOnce(in: 3) ? " --persistent" : "")"
      },
      RuleWord("REDIRECT") { place, draw in
        guard place.table == .nat, place.isOnly(.prerouting, .output), draw.isOnce(in: 2) else { return nil }
        guard place.hasTranslatedPorts && draw.isOnce(in: 2) else { return "-j REDIRECT" }
        return "-j REDIRECT --to-ports \(draw.pick(["8080", "8000-8010", "8000-8010 --random"]))"
      },
      RuleWord("NETMAP") { place, draw in
        guard place.table == .nat, place.isOnly(.prerouting, .output) || place.isOnly(.input, .postrouting), draw.isOnce(in: 2) else {
          return nil
        }
        return "-j NETMAP --to "
          + draw.pick(place.isIPv6 ? ["fd00:244:7::/64", "fd00:244:1::7/128"] : ["10.244.0.0/16", "10.244.1.7/32", "172.20.0.0/20"])
      },
      RuleWord("SNAT") { place, draw in
        guard place.table == .nat, place.isOnly(.postrouting, .input) else { return nil }
        let ports = place.hasTranslatedPorts && draw.isOnce(in: 3)
        var address = draw.pick(place.at.own + place.at.far)
        if !ports && draw.isOnce(in: 4) { address = place.isIPv6 ? "fd00:244:1::2-fd00:244:1::9" : "10.244.1.2-10.244.2.9" }
        let flag = draw.isOnce(in: 6) ? draw.pick([" --random", " --random-fully", " --persistent"]) : ""
        return
          "-j SNAT --to-source \(place.isIPv6 && ports ? "[\(address)]" : address)\(ports ? ":\(draw.pick(["1000-1010", "40000-40010"]))" : "")\(flag)"
      },
      RuleWord("MASQUERADE") { place, draw in
        guard place.table == .nat, place.isOnly(.postrouting) else { return nil }
        if place.hasTranslatedPorts && draw.isOnce(in: 4) { return "-j MASQUERADE --to-ports \(draw.pick(["1000-1010", "40000-40010"]))" }
        return "-j MASQUERADE" + (draw.isOnce(in: 4) ? draw.pick([" --random-fully", " --random"]) : "")
      },
    ]
  }

#endif

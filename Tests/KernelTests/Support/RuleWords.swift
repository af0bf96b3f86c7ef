#if os(Linux)

  import KernelHarness
  import PacketPath

  extension RuleWords {
    /// Tests of headers and of the devices.
    static let headers: [RuleWord] = [
      RuleWord("-s") { place, draw in draw.not() + "-s " + network(place, &draw) },
      RuleWord("-d") { place, draw in draw.not() + "-d " + draw.pick(place.at.networks + place.at.all + place.at.all) },
      RuleWord("-i") { place, draw in
        place.isBase && !place.hasInput ? nil : draw.not() + "-i " + draw.pick(["eth0", "cni0", "eth+", "lo"])
      },
      RuleWord("-o") { place, draw in
        place.isBase && !place.hasOutput ? nil : draw.not() + "-o " + draw.pick(["eth0", "cni0", "eth+", "lo"])
      },
      RuleWord("-f") { place, draw in place.isIPv6 ? nil : draw.not() + "-f" },
      RuleWord("tcp") { place, draw in ports("tcp", place, &draw) },
      RuleWord("udp") { place, draw in ports("udp", place, &draw) },
      RuleWord("sctp") { place, draw in
        draw.isOnce(in: 3) && place.proto == "sctp"
          ? "-m sctp \(draw.not())--chunk-types \(draw.pick(["any", "all", "only"])) \(draw.pick(["INIT", "DATA,SACK", "INIT,ABORT"]))"
          : ports("sctp", place, &draw)
      },
      RuleWord("dccp") { place, draw in
        draw.isOnce(in: 3) && place.proto == "dccp"
          ? "-m dccp \(draw.not())--dccp-types \(draw.pick(["REQUEST", "DATA,ACK"]))" : ports("dccp", place, &draw)
      },
      RuleWord("tcp") { place, draw in
        guard place.proto == "tcp" else { return nil }
        return "-m tcp \(draw.not())--tcp-flags " + draw.pick(["FIN,SYN,RST,ACK SYN", "SYN,ACK ACK", "RST RST", "ALL NONE", "ALL SYN"])
      },
      RuleWord("multiport") { place, draw in
        guard place.hasPorts || place.proto == "dccp" || place.proto == "udplite" else { return nil }
        return
          "-m multiport \(draw.not())\(draw.pick(["--dports", "--sports", "--ports"])) \(draw.pick(ports)),\(draw.pick(["53", "400:500", "8080:9000"]))"
      },
      RuleWord("icmp") { place, draw in
        place.proto != "icmp" ? nil : "-m icmp \(draw.not())--icmp-type " + draw.pick(["8", "0", "3", "3/1", "any", "13"])
      },
      RuleWord("icmp6") { place, draw in
        place.proto != "ipv6-icmp" ? nil : "-m icmp6 \(draw.not())--icmpv6-type " + draw.pick(["128", "129", "1", "1/1", "133"])
      },
      RuleWord("iprange") { place, draw in
        let range = place.isIPv6 ? "fd00:192::5-fd00:244:1::8" : "10.96.0.15-192.168.0.10"
        return "-m iprange \(draw.not())\(draw.pick(["--src-range", "--dst-range"])) \(range)"
      },
      RuleWord("length") { _, draw in "-m length \(draw.not())--length " + draw.pick(["40", "0:60", "28:100", "61:65535", "20:50"]) },
      RuleWord("ttl") { place, draw in
        place.isIPv6 ? nil : "-m ttl " + draw.pick(["--ttl-eq 64", "! --ttl-eq 63", "--ttl-lt 64", "--ttl-gt 62"])
      },
      RuleWord("hl") { place, draw in
        place.isIPv6 ? "-m hl " + draw.pick(["--hl-eq 64", "! --hl-eq 63", "--hl-lt 64", "--hl-gt 62"]) : nil
      },
      RuleWord("dscp") { _, draw in "-m dscp \(draw.not())" + draw.pick(["--dscp 0x04", "--dscp 0x00", "--dscp 0x3f"]) },
      RuleWord("tos") { _, draw in "-m tos \(draw.not())--tos " + draw.pick(["0x10/0xff", "0x00/0x3f", "0x10/0x10", "0x03/0x03"]) },
      RuleWord("ecn") { place, draw in
        if place.proto == "tcp" && draw.isOnce(in: 2) { return "-m ecn " + draw.not() + draw.pick(["--ecn-tcp-cwr", "--ecn-tcp-ece"]) }
        return "-m ecn \(draw.not())--ecn-ip-ect \(draw.number(0...3))"
      },
      RuleWord("mac") { place, draw in
        place.hasInput ? "-m mac \(draw.not())--mac-source " + draw.pick(["02:FF:00:00:00:01", "02:FF:00:00:00:02"]) : nil
      },
      RuleWord("pkttype") { _, draw in "-m pkttype \(draw.not())--pkt-type " + draw.pick(["unicast", "broadcast", "multicast"]) },
      RuleWord("comment") { _, draw in "-m comment --comment " + draw.pick(["plain", "\"two words\"", "\"default/web:http -j DROP\""]) },
    ]

    private static func ports(_ proto: String, _ place: RulePlace, _ draw: inout Draw) -> String? {
      guard place.proto == proto else { return nil }
      if draw.isOnce(in: 6) {
        let both = "-m \(proto) \(draw.not())--sport \(port(&draw)) \(draw.not())--dport \(port(&draw))"
        return ToolBug.spoil(both, place.backend) ? nil : both
      }
      return "-m \(proto) \(draw.not())\(draw.pick(["--dport", "--dport", "--sport"])) \(port(&draw))"
    }

    /// Tests of what the kernel knows of the connection, and of chance.
    static let tracking: [RuleWord] = [
      RuleWord("mark") { _, draw in "-m mark \(draw.not())--mark \(mark(&draw))" },
      RuleWord("connmark") { _, draw in "-m connmark \(draw.not())--mark \(mark(&draw))" },
      RuleWord("conntrack") { _, draw in
        "-m conntrack \(draw.not())--ctstate "
          + draw.some(of: ["INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED", "SNAT", "DNAT"], draw.number(1...3)).joined(
            separator: ",")
      },
      RuleWord("conntrack") { place, draw in
        let side = draw.pick(["--ctorigsrc", "--ctorigdst", "--ctreplsrc", "--ctrepldst"])
        return "-m conntrack \(draw.not())\(side) \(network(place, &draw))"
      },
      RuleWord("conntrack") { place, draw in
        let side = draw.pick(["--ctorigsrcport", "--ctorigdstport", "--ctreplsrcport", "--ctrepldstport"])
        return "-m conntrack --ctproto \(draw.pick([6, 17])) \(draw.not())\(side) \(port(&draw))"
      },
      RuleWord("conntrack") { _, draw in
        switch draw.number(0...3) {
        case 0: "-m conntrack \(draw.not())--ctproto \(draw.pick([6, 17, 132]))"
        case 1: "-m conntrack --ctdir " + draw.pick(["ORIGINAL", "REPLY"])
        case 2: "-m conntrack \(draw.not())--ctstatus " + draw.pick(["NONE", "EXPECTED", "SEEN_REPLY,ASSURED", "CONFIRMED"])
        default: "-m conntrack \(draw.not())--ctexpire 1:600"
        }
      },
      RuleWord("state") { _, draw in
        "-m state \(draw.not())--state "
          + draw.some(of: ["INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED"], draw.number(1...2)).joined(separator: ",")
      },
      RuleWord("cluster") { _, draw in
        "-m cluster --cluster-total-nodes 3 \(draw.not())--cluster-local-node \(draw.number(1...3)) --cluster-hash-seed \(draw.number(0...99))"
      },
      RuleWord("connbytes") { _, draw in
        let range = draw.pick(["0", "1:1", "2", "0:100", "40:70", "1:2"])
        return
          "-m connbytes \(draw.not())--connbytes \(range) --connbytes-mode \(draw.pick(["packets", "bytes", "avgpkt"])) --connbytes-dir \(draw.pick(["original", "reply", "both"]))"
      },
      RuleWord("connlimit") { place, draw in
        "-m connlimit \(draw.pick(["--connlimit-upto 1000", "--connlimit-above 0", "--connlimit-upto 0", "--connlimit-above 1000"])) --connlimit-mask \(place.isIPv6 ? 64 : 24) \(draw.pick(["--connlimit-saddr", "--connlimit-daddr"]))"
      },
      RuleWord("connlabel") { _, draw in "-m connlabel \(draw.not())--label \(draw.number(1...2))" + (draw.isOnce(in: 2) ? " --set" : "") },
      RuleWord("statistic") { _, draw in
        "-m statistic --mode random --probability " + draw.pick(["0.50000000000", "0.33333333349", "0.25000000000", "0.10000000009"])
      },
      RuleWord("statistic") { _, draw in
        draw.isOnce(in: 3) ? "-m statistic --mode nth \(draw.not())--every \(draw.number(1...3)) --packet 0" : nil
      },
    ]

    /// Tests that answer otherwise when they are asked again.
    static let remembering: [RuleWord] = [
      RuleWord("limit") { _, draw in "-m limit --limit " + draw.pick(["1000/sec --limit-burst 100", "500/sec --limit-burst 200"]) },
      RuleWord("hashlimit") { place, draw in
        let name = "h\(draw.number(1...200000))"
        return
          "-m hashlimit --hashlimit-\(draw.pick(["upto", "above"])) 1000/sec --hashlimit-burst 200 --hashlimit-mode \(draw.pick(["srcip", "dstip", "srcip,dstport"])) --hashlimit-name \(name)"
      },
      RuleWord("quota") { _, draw in "-m quota \(draw.not())--quota " + draw.pick(["1000000", "10"]) },
      RuleWord("recent") { place, draw in
        let act = draw.pick(["--set", "--set", "--rcheck", "--rcheck", "--update", "--remove"])
        var text = "-m recent \(draw.not())\(act)"
        if act == "--rcheck" || act == "--update" {
          if draw.isOnce(in: 3) { text += " --seconds \(draw.pick([60, 3600]))" + (draw.isOnce(in: 2) ? " --reap" : "") }
          if draw.isOnce(in: 3) { text += " --hitcount \(draw.number(1...3))" }
          if draw.isOnce(in: 4) { text += " --rttl" }
        }
        let mask = draw.isOnce(in: 4) ? (place.isIPv6 ? "ffff:ffff:ffff::" : "255.255.0.0") : nil
        return text + " --name \(place.isIPv6 ? "six" : "four")\(draw.number(1...2))" + (mask.map { " --mask \($0)" } ?? "")
          + draw.pick([" --rsource", " --rdest"])
      },
      RuleWord("set") { place, draw in
        let set = draw.pick(RandomSets.all(isIPv6: place.isIPv6))
        var text = "-m set \(draw.not())--match-set \(set.name) \(directions(set.dimension, &draw))"
        if set.hasNomatch && draw.isOnce(in: 4) { text += " --return-nomatch" }
        return text
      },
    ]
    /// Tests that a second packet is answered otherwise than a first.
    static let inSequences: [RuleWord] =
      remembering + tracking + [
        RuleWord("limit") { _, draw in "-m limit --limit 3/hour --limit-burst \(draw.number(1...4))" },
        RuleWord("hashlimit") { _, draw in
          "-m hashlimit --hashlimit-\(draw.pick(["upto", "above"])) 1/hour --hashlimit-burst \(draw.number(1...3)) --hashlimit-mode \(draw.pick(["srcip", "dstip", "srcip,dstport"])) --hashlimit-name h\(draw.number(1...200000))"
        },
        RuleWord("statistic") { _, draw in
          let every = draw.number(2...4)
          return "-m statistic --mode nth \(draw.not())--every \(every) --packet \(draw.number(0...every - 1))"
        },
        RuleWord("quota") { _, draw in "-m quota \(draw.not())--quota \(draw.pick([100, 200, 300]))" },
      ]
    /// As many directions as a set asks for, seldom one more or less.
    static func directions(_ dimension: Int, _ draw: inout Draw) -> String {
      let count = draw.isOnce(in: 12) ? draw.number(1...3) : dimension
      return (0..<count).map { _ in draw.pick(["src", "dst"]) }.joined(separator: ",")
    }
  }

#endif

#if os(Linux)

  import KernelHarness
  import PacketPath

  extension RuleWords {
    /// Tests of what is around the packet in the node.
    static let node: [RuleWord] = [
      RuleWord("addrtype") { place, draw in
        let types =
          place.isIPv6
          ? ["LOCAL", "UNICAST", "MULTICAST", "LOCAL,UNICAST", "ANYCAST", "UNREACHABLE"]
          : [
            "LOCAL", "UNICAST", "BROADCAST", "MULTICAST", "LOCAL,UNICAST", "ANYCAST", "BLACKHOLE", "UNREACHABLE", "PROHIBIT", "UNSPEC",
            "THROW",
          ]
        var text = "-m addrtype \(draw.not())\(draw.pick(["--dst-type", "--dst-type", "--src-type"])) \(draw.pick(types))"
        if draw.isOnce(in: 6), place.hasInput {
          text += " --limit-iface-in"
        } else if draw.isOnce(in: 6), place.hasOutput {
          text += " --limit-iface-out"
        }
        return text
      },
      RuleWord("owner") { place, draw in
        guard place.isOnly(.output, .postrouting) else { return nil }
        return "-m owner \(draw.not())"
          + draw.pick(["--uid-owner 0", "--uid-owner 1000", "--uid-owner 500-1500", "--gid-owner 100", "--socket-exists"])
      },
      RuleWord("rpfilter") { place, draw in
        guard place.isOnly(.prerouting), place.table == .raw || place.table == .mangle else { return nil }
        return "-m rpfilter"
          + ["--loose", "--validmark", "--accept-local", "--invert"].filter { _ in draw.isOnce(in: 3) }.map { " \($0)" }.joined()
      },
      RuleWord("socket") { place, draw in
        place.isOnly(.prerouting, .input)
          ? "-m socket" + draw.pick([" --transparent", " --nowildcard", " --transparent --nowildcard"]) : nil
      },
      RuleWord("physdev") { place, draw in
        if draw.isOnce(in: 2) {
          return place.hasInput
            ? "-m physdev \(draw.not())" + draw.pick(["--physdev-is-in", "--physdev-in eth0", "--physdev-in eth+"]) : nil
        }
        guard place.isOnly(.forward, .postrouting) else { return nil }
        return "-m physdev \(draw.not())" + draw.pick(["--physdev-is-bridged", "--physdev-is-out", "--physdev-out cni0"])
      },
      RuleWord("devgroup") { place, draw in
        let groups = ["default", "0x1", "0x10/0xf", "0x1/0x1"]
        if place.hasInput && draw.isOnce(in: 2) { return "-m devgroup \(draw.not())--src-group " + draw.pick(groups) }
        return place.hasOutput ? "-m devgroup \(draw.not())--dst-group " + draw.pick(groups) : nil
      },
      RuleWord("policy") { place, draw in
        if place.hasInput && draw.isOnce(in: 2) { return "-m policy --dir in --pol " + draw.pick(["none", "ipsec"]) }
        return place.hasOutput ? "-m policy --dir out --pol " + draw.pick(["none", "ipsec"]) : nil
      },
      RuleWord("realm") { place, draw in
        !place.isIPv6 && place.isOnly(.forward, .output, .postrouting, .input)
          ? "-m realm \(draw.not())--realm " + draw.pick(["0x1", "cosmos", "0x0/0xff"]) : nil
      },
      RuleWord("time") { _, draw in
        "-m time "
          + draw.pick([
            "--datestart 2020-01-01T00:00:00", "--datestop 2020-01-01T00:00:00", "--timestart 00:00:00 --timestop 23:59:59",
            "--weekdays Mon,Tue,Wed,Thu,Fri,Sat,Sun",
          ])
      },
      RuleWord("helper") { _, draw in "-m helper \(draw.not())--helper ftp" },
      RuleWord("cpu") { _, draw in "-m cpu \(draw.not())--cpu 0" },
      RuleWord("nfacct") { _, draw in "-m nfacct --nfacct-name acct\(draw.number(1...2))" },
      RuleWord("cgroup") { place, draw in
        place.isOnly(.output, .postrouting, .input) ? "-m cgroup \(draw.not())--cgroup \(draw.number(0...1))" : nil
      },
    ]

    /// Tests whose answer is mostly not known, or of headers that few packets have.
    static let seldom: [RuleWord] = [
      RuleWord("ah") { place, draw in place.proto == "ah" ? "-m ah \(draw.not())--ahspi \(draw.pick(["1", "100:2000"]))" : nil },
      RuleWord("esp") { place, draw in place.proto == "esp" ? "-m esp \(draw.not())--espspi \(draw.pick(["1", "100:2000"]))" : nil },
      RuleWord("ipcomp") { place, draw in place.proto == "ipcomp" ? "-m ipcomp \(draw.not())--ipcompspi 1" : nil },
      RuleWord("mh") { place, draw in place.isIPv6 && place.proto == "mobility-header" ? "-m mh \(draw.not())--mh-type 1" : nil },
      RuleWord("bpf") { _, draw in draw.isOnce(in: 2) ? "-m bpf --bytecode \"4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0\"" : nil },
      RuleWord("u32") { _, draw in draw.isOnce(in: 2) ? "-m u32 \(draw.not())--u32 \"0x0>>0x1c=\(draw.pick(["0x4", "0x6"]))\"" : nil },
      RuleWord("string") { _, draw in
        draw.isOnce(in: 2) ? "-m string \(draw.not())--string \"GET\" --algo \(draw.pick(["bm", "kmp"]))" : nil
      },
      RuleWord("tcpmss") { place, draw in place.proto == "tcp" ? "-m tcpmss \(draw.not())--mss 500:1500" : nil },
      RuleWord("osf") { place, draw in
        !place.isIPv6 && place.proto == "tcp" && place.isOnly(.prerouting, .input, .forward) ? "-m osf \(draw.not())--genre Linux" : nil
      },
      RuleWord("eui64") { place, draw in place.isIPv6 && place.hasInput ? "-m eui64" : nil },
      RuleWord("frag") { place, draw in place.isIPv6 ? "-m frag " + draw.pick(["--fragfirst", "--fragid 1", "--fraglast"]) : nil },
      RuleWord("hbh") { place, draw in place.isIPv6 ? "-m hbh \(draw.not())--hbh-len 8" : nil },
      RuleWord("dst") { place, draw in place.isIPv6 ? "-m dst \(draw.not())--dst-len 8" : nil },
      RuleWord("rt") { place, draw in place.isIPv6 ? "-m rt \(draw.not())--rt-type \(draw.pick([0, 2]))" : nil },
      RuleWord("srh") { place, draw in place.isIPv6 ? "-m srh \(draw.not())--srh-next-hdr 6" : nil },
      RuleWord("ipv6header") { place, draw in
        place.isIPv6
          ? "-m ipv6header \(draw.not())--header " + draw.pick(["frag", "esp,auth", "none", "prot"]) + draw.pick(["", " --soft"]) : nil
      },
    ]
  }

#endif

#if os(Linux)

  import KernelHarness
  import PacketPath

  extension RuleWords {
    /// Options that are seldom written, of matches.
    static let matchOptions: [RuleWord] = [
      RuleWord("tcp") { place, draw in
        place.proto == "tcp" && draw.isOnce(in: 2) ? "-m tcp \(draw.not())--tcp-option \(draw.pick([2, 8]))" : nil
      },
      RuleWord("dccp") { place, draw in place.proto == "dccp" ? "-m dccp \(draw.not())--dccp-option \(draw.number(1...2))" : nil },
      RuleWord("ipcomp") { place, draw in place.proto == "ipcomp" ? "-m ipcomp --ipcompspi 1 --compres" : nil },
      RuleWord("ah") { place, draw in
        place.proto == "ah" && place.isIPv6 ? "-m ah " + draw.pick(["--ahres", "\(draw.not())--ahlen 24"]) : nil
      },
      RuleWord("dscp") { _, draw in "-m dscp \(draw.not())--dscp-class \(draw.pick(["BE", "EF", "AF11", "CS1"]))" },
      RuleWord("cluster") { _, draw in
        "-m cluster --cluster-total-nodes 4 \(draw.not())--cluster-local-nodemask 0x\(draw.pick([1, 5, 6, 9])) --cluster-hash-seed \(draw.number(0...99))"
      },
      RuleWord("hashlimit") { place, draw in
        let masks = ["--hashlimit-srcmask \(draw.pick([0, 8, 24]))", "--hashlimit-dstmask \(draw.pick([0, 16, 32]))"]
        let table = draw.pick([
          "--hashlimit-htable-size 8", "--hashlimit-htable-max 100", "--hashlimit-htable-gcinterval 500", "--hashlimit-htable-expire 60000",
        ])
        let rate = draw.pick(["1000/sec --hashlimit-burst 200", "512kb/s", "64kb/s --hashlimit-burst 128kb"])
        return
          "-m hashlimit --hashlimit-\(draw.pick(["upto", "above"])) \(rate) --hashlimit-mode srcip,dstip \(draw.pick(masks)) --hashlimit-name h\(draw.number(1...200000)) \(table)"
      },
      RuleWord("hashlimit") { _, draw in
        let interval = draw.isOnce(in: 2) ? " --hashlimit-rate-interval \(draw.pick([2, 60]))" : ""
        return
          "-m hashlimit --hashlimit-\(draw.pick(["upto", "above"])) \(draw.pick(["100000/sec", "9000/sec"])) --hashlimit-mode \(draw.pick(["srcip", "dstip"])) --hashlimit-name h\(draw.number(1...200000)) --hashlimit-rate-match\(interval)"
      },
      RuleWord("owner") { place, draw in
        place.isOnly(.output, .postrouting) ? "-m owner \(draw.not())--gid-owner \(draw.pick([0, 100, 200])) --suppl-groups" : nil
      },
      RuleWord("policy") { place, draw in
        guard place.hasInput || place.hasOutput else { return nil }
        let element = draw.pick([
          "\(draw.not())--reqid 1", "\(draw.not())--spi 0x2", "\(draw.not())--proto esp", "--mode tunnel", "--mode transport --proto ah",
        ])
        let tunnel = place.isIPv6 ? "--mode tunnel --tunnel-src fd00::/64" : "--mode tunnel --tunnel-dst 10.0.0.0/8"
        let rest = draw.pick([element, "--strict \(element)", "--strict \(element) --next --reqid 3", tunnel])
        return "-m policy --dir \(place.hasInput ? "in" : "out") --pol ipsec \(rest)"
      },
      RuleWord("socket") { place, draw in place.isOnly(.prerouting, .input) ? "-m socket --restore-skmark" : nil },
      RuleWord("string") { _, draw in
        guard draw.isOnce(in: 2) else { return nil }
        let range = draw.pick(["", "--from 20 --to 60", "--from 2000", "--to 1"]), icase = draw.isOnce(in: 3) ? " --icase" : ""
        return
          "-m string \(draw.not())\(draw.pick(["--hex-string \"|474554|\"", "--string \"GET\""])) --algo \(draw.pick(["bm", "kmp"])) \(range)\(icase)"
      },
      RuleWord("time") { _, draw in
        "-m time "
          + draw.pick([
            "--monthdays 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31",
            "--timestart 23:00 --timestop 01:00 --contiguous", "--timestart 01:00 --kerneltz", "! --weekdays Sun,Mon",
          ])
      },
      RuleWord("frag") { place, draw in
        place.isIPv6 ? "-m frag " + draw.pick(["--fraglen 8", "--fragres", "--fragmore", "! --fragid 1", "--fragid 0:5 --fragfirst"]) : nil
      },
      RuleWord("hbh") { place, draw in place.isIPv6 ? "-m hbh " + draw.pick(["--hbh-opts 5:2", "--hbh-len 8 --hbh-opts 1"]) : nil },
      RuleWord("dst") { place, draw in place.isIPv6 ? "-m dst " + draw.pick(["--dst-opts 5:2", "--dst-len 8 --dst-opts 1"]) : nil },
      RuleWord("rt") { place, draw in
        guard place.isIPv6 else { return nil }
        return "-m rt "
          + draw.pick([
            "\(draw.not())--rt-segsleft 0:2", "\(draw.not())--rt-len 8", "--rt-type 0 --rt-0-res",
            "--rt-type 0 --rt-0-addrs fd00::1 --rt-0-not-strict",
          ])
      },
      RuleWord("srh") { place, draw in
        guard place.isIPv6 else { return nil }
        let sizes = ["hdr-len", "segs-left", "last-entry"].flatMap { name in ["eq", "gt", "lt"].map { "--srh-\(name)-\($0) 2" } }
        let test = draw.pick(sizes + ["--srh-tag 0", "--srh-psid fd00::/64", "--srh-nsid fd00::/64", "--srh-lsid fd00::/64"])
        return "-m srh \(draw.not())\(test)"
      },
    ]

    /// The same of targets.
    static let targetOptions: [RuleWord] = [
      RuleWord("LOG") { _, draw in
        draw.isOnce(in: 4)
          ? "-j LOG --log-level \(draw.number(5...7)) --log-tcp-sequence --log-tcp-options --log-ip-options --log-uid --log-macdecode" : nil
      },
      RuleWord("NFLOG") { place, draw in
        draw.isOnce(in: 2) ? "-j NFLOG --nflog-prefix \"a b\" --nflog-group 7 --nflog-size 64 --nflog-threshold 5" : nil
      },
      RuleWord("CONNMARK") { place, draw in
        guard place.table != .raw else { return nil }
        let act = draw.pick([
          "--set-xmark \(mark(&draw))", "--save-mark --nfmask 0x7 --ctmask 0xff", "--restore-mark --nfmask 0xf --ctmask 0x7",
        ])
        return "-j CONNMARK \(act) --\(draw.pick(["left", "right"]))-shift-mark \(draw.number(1...3))"
      },
      RuleWord("CT") { place, draw in
        place.table == .raw ? "-j CT " + draw.pick(["--expevents new", "--zone-reply 4", "--zone-reply mark", "--zone-orig mark"]) : nil
      },
      RuleWord("HMARK") { place, draw in
        guard place.table == .mangle, place.hasPorts else { return nil }
        let width = place.isIPv6 ? 64 : 24
        let parts = draw.some(
          of: [
            "--hmark-src-prefix \(width)", "--hmark-dst-prefix \(width - 8)", "--hmark-sport-mask 0xff00", "--hmark-dport-mask 0x00ff",
            "--hmark-proto-mask 0xff",
          ], draw.number(1...3))
        let flow = draw.isOnce(in: 3) ? " --hmark-tuple ct" : ""
        return "-j HMARK \(parts.joined(separator: " ")) --hmark-rnd 0x\(draw.number(1...9)) --hmark-mod \(draw.number(2...5))\(flow)"
      },
      RuleWord("NFQUEUE") { place, draw in
        place.table != .nat && draw.isOnce(in: 6)
          ? "-j NFQUEUE --queue-balance 0:3\(draw.isOnce(in: 2) ? " --queue-bypass" : "") --queue-cpu-fanout" : nil
      },
      RuleWord("SET") { place, draw in
        // Only mangle may.
        guard place.table == .mangle, place.isOnly(.forward, .output, .postrouting), draw.isOnce(in: 2) else { return nil }
        let set = draw.pick(RandomSets.all(isIPv6: place.isIPv6).filter { $0.type != .hashNetInterface })
        return "-j SET --map-set \(set.name) \(directions(set.dimension, &draw)) --map-mark" + (draw.isOnce(in: 3) ? " --map-prio" : "")
      },
      // Where the device is one that is there, the gateway is taken to be its neighbour, and the copy leaves.
      RuleWord("TEE") { place, draw in draw.isOnce(in: 3) ? "-j TEE --gateway \(place.at.unreachable) --oif eth9" : nil },
      RuleWord("TPROXY") { place, draw in
        guard place.table == .mangle, place.isOnly(.prerouting), ["tcp", "udp"].contains(place.proto), draw.isOnce(in: 2) else {
          return nil
        }
        return "-j TPROXY --on-port 15001 --on-ip \(draw.pick(place.at.own))" + draw.pick(["", " --tproxy-mark 0x2/0x3"])
      },
    ]
  }

#endif

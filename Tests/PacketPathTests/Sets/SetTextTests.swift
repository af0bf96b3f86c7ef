import Testing

@testable import PacketPath

@Suite("What ipset save prints") struct SetTextTests {
  @Test(arguments: SetSamples.names) func isSavedAsItWasRead(name: String) throws {
    let bytes = try SetSamples.bytes(name)
    let (sets, diagnostics) = IPSetSaveParser.parse(SourceText(bytes))
    #expect(diagnostics == [])
    #expect(String(decoding: sets.save(), as: UTF8.self) == String(decoding: bytes, as: UTF8.self))
  }
  @Test func ofACaptureToo() throws {
    let bytes = try SetSamples.bytes("ipset-save", folder: "calico-like")
    #expect(IPSetSaveParser.parse(SourceText(bytes)).sets.save() == bytes)
  }
  @Test(arguments: SetSamples.names) func mayBeCutOffAnywhere(name: String) throws {
    let bytes = try SetSamples.bytes(name)
    for end in stride(from: 0, to: bytes.count, by: 5) where bytes[..<end].last != 10 {
      let (sets, diagnostics) = IPSetSaveParser.parse(SourceText(bytes[..<end]))
      #expect(end == 0 || !diagnostics.isEmpty, "\(end)")
      _ = sets.save()
    }
  }
  @Test(arguments: 0..<40) func mayBeGarbage(seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(seed))
    var bytes = try SetSamples.bytes(SetSamples.names[seed % 3])
    for _ in 0..<60 {
      let at = bytes.indices.randomElement(using: &generator)!
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.remove(at: at)
      default: bytes.insert([10, 32, 44, 45, 47, 58, 34, 57, 46].randomElement(using: &generator)!, at: at)
      }
    }
    let saved = IPSetSaveParser.parse(SourceText(bytes)).sets.save()
    let again = IPSetSaveParser.parse(SourceText(saved)).sets.save()
    // What was understood reads the same again.
    for (a, b) in zip(saved.split(separator: 10), again.split(separator: 10)) where a != b {
      Issue.record("\(String(decoding: a, as: UTF8.self)) -> \(String(decoding: b, as: UTF8.self))")
    }
    #expect(saved.count == again.count)
  }
  @Test func withCarriageReturnsTabsAndBlanks() {
    let plain = "create s hash:ip,port family inet\nadd s 10.0.0.1,tcp:80\n"
    let (sets, diagnostics) = IPSetSaveParser.parse(
      SourceText("# a comment\r\n\r\n  create\ts  hash:ip,port family inet\r\nadd s 10.0.0.1,80\t\r\n"))
    #expect(diagnostics == [])
    #expect(String(decoding: sets.save(), as: UTF8.self) == plain)
  }
  @Test(arguments: [
    ("hash:ip", "10.0.0.0-10.0.0.9", ["10.0.0.0/29", "10.0.0.8/31"]), ("hash:ip", "10.0.0.0/8", ["10.0.0.0/8"]),
    ("hash:net", "10.0.0.7/24", ["10.0.0.0/24"]), ("hash:net", "203.0.113.5/32", ["203.0.113.5"]),
    ("hash:ip,port", "10.0.0.1,tcp:80-82", ["10.0.0.1,tcp:80-81", "10.0.0.1,tcp:82"]),
    ("hash:ip,port", "10.0.0.1,http", ["10.0.0.1,tcp:80"]),
    ("hash:ip,port", "10.0.0.1,udp:http-alt", ["10.0.0.1,udp:8080"]),
    ("hash:ip,port", "10.0.0.1,icmp:ping", ["10.0.0.1,icmp:echo-request"]),
    ("hash:ip,port", "10.0.0.1,icmp:11/1", ["10.0.0.1,icmp:ttl-zero-during-reassembly"]),
    ("hash:ip,port", "10.0.0.1,gre:7", ["10.0.0.1,gre:0"]),
    ("hash:ip,port", "10.0.0.1,sctp:9-8", ["10.0.0.1,sctp:8-9"]), ("bitmap:port", "tcp:1000-1003", ["1000-1003"]),
    ("hash:ip netmask 24", "10.0.1.7", ["10.0.1.0"]), ("hash:ip,mark markmask 0xff", "10.0.0.1,0x163", ["10.0.0.1,0x00000063"]),
    ("hash:ip,port family inet6", "[fd00::1],tcp:5", ["fd00::1,tcp:5"]), ("hash:mac", "0a:0b:0c:0d:0e:0f", ["0A:0B:0C:0D:0E:0F"]),
    ("hash:net,iface", "0.0.0.0/0,physdev:eth0", ["0.0.0.0/0,physdev:eth0"]),
  ]) func keepsRangesAsBlocks(type: String, written: String, kept: [String]) {
    let set = SetSamples.sets("create s \(type)\nadd s \(written)\n").all[0]
    #expect(set.elements.map { set.describe($0.element) } == kept)
  }
  @Test(arguments: [
    ("hash:net", "0.0.0.0/0"), ("hash:ip", "10.0.0.1/33"), ("hash:ip", "10.0.0"), ("hash:ip", "fd00::1"), ("hash:ip", "10.0.0.1,5"),
    ("hash:ip,port", "10.0.0.1"), ("hash:ip,port", "10.0.0.1,nosuch:5"), ("hash:ip,port", "10.0.0.1,tcp:70000"),
    ("hash:mac", "0a:0b:0c:0d:0e"),
    ("hash:net,iface", "10.0.0.0/8,"), ("hash:net,iface", "10.0.0.0/8,abcdefghijklmnopq"), ("hash:ip", "host.example"), ("hash:ip", ""),
    ("hash:ip", "10.0.0.1 timeout x"), ("hash:ip", "10.0.0.1 colour 5"), ("hash:ip,port", "10.0.0.1,icmp:nosuch"),
  ]) func remarksWhatItDoesNotUnderstand(type: String, written: String) {
    let (sets, diagnostics) = IPSetSaveParser.parse(SourceText("create s \(type)\nadd s \(written)\n"))
    #expect(diagnostics.count == 1 && diagnostics[0].line == 2 && diagnostics[0].severity == .warning)
    // What is not found may be what was not understood.
    #expect(sets.all[0].isIncomplete)
    #expect(SetQuestion("-m set --match-set s src,src", sets).answer(frame("192.0.2.1", "192.0.2.2")) == .unknown)
  }
  @Test func changesInOrder() {
    let sets = SetSamples.sets(
      """
      -N a hash:ip
      -A a 10.0.0.1
      create b hash:ip
      add b 10.0.0.2
      add a 10.0.0.3
      -D a 10.0.0.1
      ipset add b 10.0.0.4 -exist
      create c hash:ip
      destroy c
      flush b
      add b 10.0.0.5
      COMMIT

      """)
    #expect(String(decoding: sets.save(), as: UTF8.self) == "create a hash:ip\nadd a 10.0.0.3\ncreate b hash:ip\nadd b 10.0.0.5\n")
  }
  @Test func ofAnUnknownTypeAreUnknown() {
    let (sets, diagnostics) = IPSetSaveParser.parse(SourceText("create s hash:future family inet\nadd s x\nadd s y\n"))
    #expect(diagnostics.count == 1)
    #expect(SetQuestion("-m set --match-set s src", sets).answer(frame("192.0.2.1", "192.0.2.2")) == .unknown)
  }
  @Test(arguments: ["netmask 0", "netmask x", "bitmask 10", "bitmask fd00::", "markmask red"])
  func ofAMaskThatIsNotReadableAreUnknown(mask: String) {
    let (sets, diagnostics) = IPSetSaveParser.parse(SourceText("create s hash:ip \(mask)\nadd s 10.0.0.1\n"))
    #expect(sets.isEmpty && diagnostics.count == 1)
  }
  @Test func aMaskMayCarryALengthThatMeansNothing() {
    let text = "create s hash:ip family inet bitmask 255.255.255.205/223\nadd s 10.0.0.4\n"
    let sets = SetSamples.sets(text)
    #expect(String(decoding: sets.save(), as: UTF8.self) == text)
    #expect(SetQuestion("-m set --match-set s src", sets).answer(frame("10.0.0.6", "192.0.2.2")) == .yes)
  }
  @Test func isNotTheOutputOfList() {
    let diagnostics = IPSetSaveParser.parse(SourceText("Name: s\nType: hash:ip\n")).diagnostics
    #expect(diagnostics.count == 1 && diagnostics[0].severity == .error)
  }
  @Test func blocksCoverARangeExactly() {
    for low in 0..<40 {
      for high in low..<40 {
        let covered = IPSetSaveParser.blocks(UInt128(low), UInt128(high), width: 16).flatMap { block in
          Int(block.value)...(Int(block.value) | 0xffff >> Int(block.length))
        }
        #expect(covered == Array(low...high))
      }
    }
    #expect(IPSetSaveParser.blocks(0, .max, width: 128) == [.init(0, 0)])
    #expect(IPSetSaveParser.blocks(1, .max, width: 128).count == 128)
  }
}

import Dispatch
import Synchronization
import Testing

@testable import PacketPath

@Suite("Large tables are read in parts")
struct RulePartsTests {
  /// Lines of so many chains, each with a jump to the next and rules whose values stand in a heap.
  private func lines(_ count: Int, from first: Int, family: IPFamily) -> [String] {
    (first..<first + count).map { number in
      let host = family == .ipv4 ? "10.\(number >> 16).\(number >> 8 & 255).\(number & 255)/32" : "fd00::\(String(number, radix: 16))/128"
      let next = number + 1 < first + count ? number + 1 : first
      return """
        -A CHAIN-\(number) -d \(host) -p tcp -m comment --comment "a rule of some length, so that few of them are enough" -m multiport --dports 1,2,3,\(number % 60000) -j MARK --set-xmark 0x\(String(number, radix: 16))/0xffffffff
        -A CHAIN-\(number) -s \(host) -p udp -m comment --comment "another rule of some length, so that few of them are enough" -m udp --dport \(number % 60000) -j CHAIN-\(next)
        """
    }
  }
  private func text(_ family: IPFamily, _ change: (inout [String]) -> Void = { _ in }) -> String {
    let count = 160
    var rules = lines(count, from: 0, family: family)
    change(&rules)
    return
      (["*filter", ":INPUT ACCEPT [0:0]", ":FORWARD ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]", "-A INPUT -j ACCEPT", "COMMIT", "*nat"]
      + [":PREROUTING ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]"] + (0..<count).map { ":CHAIN-\($0) - [0:0]" }
      + ["-A PREROUTING -j CHAIN-0"] + rules + ["COMMIT", ""]).joined(separator: "\n")
  }
  /// Reads a text with parts and without, and expects the same; whether there were parts.
  private func expectSame(_ text: String, _ family: IPFamily) -> Bool {
    let source = SourceText(text), calls = Mutex(0)
    let whole = IPTablesSaveParser.parse(source, family: family)
    var options = IPTablesSaveParser.Options()
    options.minimumPart = 4096
    // By one alone, by the other alone, and in turns as threads come.
    let orders: [RulesetOutline.AtOnce] = [
      { first, second in
        calls.withLock { $0 += 1 }
        second()
        first()
      },
      { first, second in
        first()
        second()
      },
      { first, second in
        let group = DispatchGroup()
        DispatchQueue.global().async(group: group, execute: second)
        first()
        group.wait()
      },
    ]
    for order in orders {
      let parts = IPTablesSaveParser.parse(SourceText(text), family: family, options: options, atOnce: order)
      #expect(String(decoding: parts.save(), as: UTF8.self) == String(decoding: whole.save(), as: UTF8.self))
      #expect(parts.diagnostics == whole.diagnostics)
      #expect(parts.rules.count == whole.rules.count && parts.tests.count == whole.tests.count)
      #expect(parts.needsConntrack == whole.needsConntrack)
      #expect(parts.chains.map(\.rules) == whole.chains.map(\.rules))
      #expect(parts.chains.map { parts.tables.string($0.name) } == whole.chains.map { whole.tables.string($0.name) })
      #expect(zip(parts.rules, whole.rules).allSatisfy { "\($0.target)" == "\($1.target)" })
      let lines = (0..<parts.rules.count).map { parts.line(of: RuleID(raw: UInt32($0))) }
      #expect(lines == (0..<whole.rules.count).map { whole.line(of: RuleID(raw: UInt32($0))) })
    }
    return calls.withLock { $0 } > 0
  }

  @Test("both families, with values that stand in a heap", arguments: IPFamily.allCases)
  func families(family: IPFamily) {
    #expect(expectSame(text(family), family))
  }
  @Test("with counters in front of rules")
  func counters() {
    let counted = text(.ipv4) { rules in
      rules = rules.map { $0.split(separator: "\n").map { "[12:3456] \($0)" }.joined(separator: "\n") }
    }
    #expect(expectSame(counted, .ipv4))
  }
  @Test(
    "a line that ends a part",
    arguments: [
      "-A CHAIN-7 -p tcp --dport=80 -j ACCEPT", "-I CHAIN-9 1 -j RETURN", "-A CHAIN-3 -j RETURN", "-A CHAIN-5 -j CHAIN-NOBODY-DECLARES",
      "-A NEW-CHAIN -j CHAIN-6", "-A CHAIN-3 -m nonsense --really -j ACCEPT", "# a comment", "", "nonsense", "-D CHAIN-8 1",
      "COMMIT\n*mangle",
    ], [5, 75, 84, 155])
  func irregular(line: String, at place: Int) {
    #expect(expectSame(text(.ipv4) { $0.insert(line, at: place) }, .ipv4))
  }
  @Test("two large tables: one of them is divided")
  func tables() {
    let one = text(.ipv6)
    #expect(
      expectSame(
        one
          + one.replacing("*nat", with: "*mangle").replacing("*filter", with: "*raw").replacing(
            ":INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n", with: ":PREROUTING ACCEPT [0:0]\n"
          ).replacing("-A INPUT", with: "-A OUTPUT"), .ipv6))
  }
}

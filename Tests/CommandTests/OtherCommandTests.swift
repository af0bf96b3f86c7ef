import FoundationEssentials
import TestSupport
import Testing

struct CheckCommandTests {
  private func check(_ assertions: String, _ flags: String = "") -> Run {
    packetpath("check - \(hostnames) \(flags)", input: assertions)
  }
  private let holds = "from 10.244.9.9 to 10.0.1.175:80 reaches 10.244.1.7:9376 33.333%, 10.244.2.3:9376, 10.244.3.6:9376 not masqueraded\n"

  @Test func `what holds is counted`() {
    let run = check("# a comment\n\n" + holds)
    #expect(run.code == 0 && run.output == "1 of 1 hold\n" && run.errors.isEmpty)
  }
  @Test func `a failure shows the path that contradicts it`() throws {
    let run = check(holds + "from pod to 10.0.1.175:80 drops\n")
    #expect(run.code == 1)
    try expectSnapshot(run.output, "check-failure.txt")
  }
  @Test func `a line that is no assertion is exit code 2, and the others are checked`() {
    let run = check(holds + "from pod to nowhere at all\n")
    #expect(run.code == 2 && run.output.contains("1 of 1 hold, 1 not understood") && run.errors.contains("-:2:"))
  }
  @Test func `JSON has the contract's keys`() throws {
    let json = try check(holds + "from pod to 10.0.1.175:80 drops\n", "-o json").json
    #expect(json.keys == ["schema", "assertions", "notes"])
    #expect(json["assertions"]?[1]?.keys == ["line", "text", "passed", "unknown", "message", "outcomes"])
    #expect(json["assertions"]?.elements.map { $0["passed"] } == [.bool(true), .bool(false)])
    #expect(json["assertions"]?[1]?["line"] == .number(2))
  }
  @Test func `JUnit counts failures and escapes`() {
    let run = check(holds + "from pod to 10.0.1.175:80 drops\n", "-o junit")
    #expect(run.output.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"2\" failures=\"1\" errors=\"0\">"))
    #expect(run.output.contains("<failure message=") && run.output.hasSuffix("</testsuites>\n"))
    #expect(!run.output.contains("\"default/hostnames:"))
  }
  @Test func `TAP has a plan and a line for each`() {
    let run = check(holds + "from pod to 10.0.1.175:80 drops\n", "-o tap")
    #expect(run.output.hasPrefix("TAP version 13\n1..2\nok 1 - -:1 from") && run.output.contains("\nnot ok 2 - -:2 from pod"))
  }
  @Test func `no assertion is bad usage`() {
    #expect(check("# nothing\n").code == 2 && packetpath("check").code == 2)
  }
}

struct ListCommandTests {
  @Test func `Services are listed with endpoints and shares`() throws {
    let run = packetpath("list \(node)")
    #expect(run.code == 0)
    try expectSnapshot(run.output, "list.txt")
  }
  @Test func `a narrow terminal gets endpoints below their Service`() {
    for line in packetpath("list \(node)", environment: ["NO_COLOR": "1"], width: 60).output.split(separator: "\n") {
      #expect(!line.contains("  100 %  1…"))
    }
  }
  @Test func `JSON has the contract's keys`() throws {
    let json = try packetpath("list \(node) -o json").json
    #expect(json.keys == ["schema", "services", "notes"])
    let keys: Set = ["service", "address", "port", "protocol", "kind", "mode", "endpoints", "affinitySeconds", "line"]
    for service in json["services"]?.elements ?? [] { #expect(service.keys == keys) }
    let sticky = json["services"]?.elements.first { $0["service"] == .string("default/sticky") }
    #expect(
      sticky?["affinitySeconds"] == .number(10800) && sticky?["kind"] == .string("clusterIP") && sticky?["mode"] == .string("iptables"))
  }
  @Test func `a text without Services says so`() {
    let run = packetpath("list -", input: "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp -j ACCEPT\nCOMMIT\n")
    #expect(run.code == 0 && run.output.hasPrefix("no Service address"))
  }
}

struct ExtensionsCommandTests {
  @Test func `every extension is named with its model`() throws {
    let json = try packetpath("extensions -o json").json
    let extensions = try #require(json["extensions"]?.elements)
    #expect(extensions.count > 20)
    for entry in extensions { #expect(entry.keys == ["name", "kind", "aliases", "families", "options", "model", "kernelTest", "note"]) }
    #expect(packetpath("extensions statistic").output.contains("match"))
    #expect(packetpath("extensions statistik").errors.contains("did you mean statistic?"))
  }
}

struct SnapshotCommandTests {
  @Test func `the script is POSIX shell`() throws {
    let run = packetpath("snapshot")
    #expect(run.code == 0 && run.output.hasPrefix("#!/bin/sh\n"))
    for word in ["[[ ", "function ", "<(", "$'"] { #expect(!run.output.contains(word)) }
  }
}

import Testing

@testable import PacketPathCLI

struct ArgumentParserTests {
  let parser = ArgumentParser(flags: [.from, .local, .quiet, .verbose, .iptablesSave, .output(["text", "json"]), .mark])

  @Test func `a value stands behind its flag, or behind an equals sign`() throws {
    let arguments = try parser.parse(["--from", "pod", "--mark=0x10", "-ojson", "x"])
    #expect(arguments.value(.from) == "pod")
    #expect(try arguments.number(.mark) as UInt32? == 16)
    #expect(arguments.value(.output(["text"])) == "json")
    #expect(arguments.operands == ["x"])
  }
  @Test func `switches may stand together, and operands anywhere`() throws {
    let arguments = try parser.parse(["a", "-qv", "b", "--local", "-o", "json", "-"])
    #expect(arguments.has(.quiet) && arguments.has(.verbose) && arguments.has(.local))
    #expect(arguments.operands == ["a", "b", "-"])
  }
  @Test func `behind two dashes all is operands`() throws {
    #expect(try parser.parse(["--", "--from", "-x"]).operands == ["--from", "-x"])
  }
  @Test func `a flag that repeats keeps its order, and the last of another holds`() throws {
    let arguments = try parser.parse(["--iptables-save", "a", "--from", "pod", "--iptables-save", "b", "--from", "node"])
    #expect(arguments.values(.iptablesSave) == ["a", "b"])
    #expect(arguments.value(.from) == "node")
  }
  @Test(arguments: [
    (["--form", "pod"], "--form: no such flag"), (["--from"], "--from needs a value"), (["--from", "--local"], "--from needs a value"),
    (["--local=1"], "--local takes no value"), (["-o", "jsn"], "--output jsn: one of text, json"), (["-x"], "-x: no such flag"),
  ])
  func `a mistake is named`(words: [String], message: String) {
    #expect { try parser.parse(words) } throws: { ($0 as? CommandError)?.message.hasPrefix(message) ?? false }
  }
  @Test func `what was meant is suggested`() {
    #expect(Suggestion.among(["--from", "--mark"], for: "--form") == "did you mean --from?")
    #expect(Suggestion.among(["--iptables-save"], for: "--iptables") == "did you mean --iptables-save?")
    #expect(Suggestion.among(["--from"], for: "--zzzzzz") == nil)
  }
  @Test(arguments: [("70000", false), ("-1", false), ("0x", false), ("+1", false), ("", false), ("0xffffffff", true), ("1", true)])
  func `numbers are decimal or hexadecimal, and within their range`(text: String, isGood: Bool) throws {
    let arguments = try parser.parse(["--mark", text])
    #expect(((try? arguments.number(.mark) as UInt32?) != nil) == (isGood || text == "70000"))
    #expect(((try? arguments.number(.mark, from: 0, upTo: 65535) as UInt32?) != nil) == (isGood && text != "0xffffffff"))
  }
  @Test func `the worst code of several is 2, then 1, then 3, then 0`() {
    let order: [ExitCode] = [.good, .unknown, .bad, .trouble]
    for (i, a) in order.enumerated() { for (j, b) in order.enumerated() { #expect(a.worse(b) == order[max(i, j)]) } }
  }
}

struct PacketOptionsTests {
  @Test(arguments: [("0", 0), ("1970-01-01T00:00:00", 0), ("2026-01-31T12:00:00Z", 1_769_860_800), ("2024-02-29 23:59", 1_709_251_140)])
  func `a time is seconds since 1970, or a date`(text: String, seconds: Int64) { #expect(PacketOptions.time(text) == seconds) }
  @Test(arguments: ["noon", "2026-13-01T00:00", "2026-01-31", "12:00"]) func `other words are no time`(text: String) {
    #expect(PacketOptions.time(text) == nil)
  }
  @Test func `an ICMP type may have a code`() {
    #expect(PacketOptions.icmp("3/1")! == (3, 1) && PacketOptions.icmp("8")! == (8, 0))
    #expect(
      PacketOptions.icmp("300") == nil && PacketOptions.icmp("3/") == nil && PacketOptions.icmp("") == nil
        && PacketOptions.icmp("1/2/3") == nil)
  }
  @Test func `a MAC address has six bytes`() {
    #expect(PacketOptions.mac("02:42:0a:f4:01:07") == 0x0242_0af4_0107)
    #expect(
      PacketOptions.mac("02:42:0a:f4:01") == nil && PacketOptions.mac("02:42:0a:f4:01:zz") == nil
        && PacketOptions.mac("+2:42:0a:f4:01:1") == nil)
  }
}

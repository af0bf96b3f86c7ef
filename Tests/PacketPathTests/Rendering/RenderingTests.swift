import PacketPath
import Testing

struct JSONWriterTests {
  @Test func `text is escaped`() {
    var json = JSONWriter()
    json.value("a\"b\\c\n\t\r\u{1}\u{7f}é\u{2028}")
    #expect(json.text == #""a\"b\\c\n\t\r\u0001\u007fé"# + "\u{2028}\"")
  }
  @Test(arguments: [
    (1.0, "1"), (0.0, "0"), (0.5, "0.5"), (1e-7, "1e-07"), (1.0 / 3, "0.3333333333333333"), (.nan, "null"), (.infinity, "null"),
  ])
  func `numbers read back as they were`(value: Double, text: String) {
    var json = JSONWriter()
    json.value(value)
    #expect(json.text == text)
  }
  @Test func `keys keep their order, in one line or in many`() {
    func write(_ layout: JSONWriter.Layout) -> String {
      var json = JSONWriter(layout)
      json.object(.lines) { json in
        json.member("b", 1)
        json.member("a") { $0.array([1, 2]) { $0.value($1) } }
        json.member("e") { $0.array([Int](), .lines) { $0.value($1) } }
        json.member("c") { $0.object { $0.member("d", nil as String?) } }
      }
      return json.text
    }
    #expect(write(.line) == #"{"b":1,"a":[1,2],"e":[],"c":{"d":null}}"#)
    #expect(write(.lines) == "{\n  \"b\": 1,\n  \"a\": [1, 2],\n  \"e\": [],\n  \"c\": {\"d\": null}\n}")
  }
}

struct StyledTextTests {
  @Test func `a share has as many decimals as say it`() {
    #expect(Weight.one.percent == "100 %" && Weight.zero.percent == "0 %")
    #expect(Weight(1, of: 2).percent == "50 %" && Weight(1, of: 3).percent == "33.33333 %")
    #expect(Weight(715_820_724, of: 1 << 31).percent == "33.333 %")
    #expect(Weight(1, of: 1 << 31).percent == "<0.00001 %" && Weight(.max - 1, of: .max).percent == ">99.99999 %")
    #expect(Weight(1, of: 100_000).percent == "0.001 %")
  }
  @Test func `a line is cut where the terminal ends, and nowhere else`() {
    let line = StyledLine(String(repeating: "x", count: 50))
    #expect(line.text(TextOptions()).count == 50)
    #expect(line.text(TextOptions(width: 30)) == String(repeating: "x", count: 29) + "…")
  }
  @Test func `nothing from an input steers a terminal`() {
    #expect(StyledLine("a\u{1b}[31mb\u{7}").text(TextOptions(isColored: true)) == "a\u{fffd}[31mb\u{fffd}")
  }
  @Test func `styles are escape sequences where colour is asked for`() {
    let line = StyledLine("x", .heading)
    #expect(line.text(TextOptions()) == "x" && line.text(TextOptions(isColored: true)) == "\u{1b}[1mx\u{1b}[0m")
  }
}

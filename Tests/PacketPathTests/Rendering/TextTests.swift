import Testing

@testable import PacketPath

@Suite("Pieces of text")
struct TextTests {
  @Test(
    "are found by their bytes",
    arguments: [
      ("-A X -j REJECT", "-j REJECT", true), ("-A X -j REJEC", "-j REJECT", false), ("aab", "ab", true), ("", "a", false), ("a", "", true),
      ("", "", true),
      ("naïve", "ï", true), ("naïve", "i", false),
    ])
  func contains(text: String, part: String, isThere: Bool) { #expect(text.contains(part) == isThere) }
  @Test(
    "words stand between blanks, however many",
    arguments: [
      ("", []), (" ", []), ("a", ["a"]), ("  a  bé\tc ", ["a", "bé\tc"]),
    ])
  func words(text: String, words: [Substring]) { #expect(text.blankSeparatedWords == words) }
  @Test("are joined", arguments: [([], ""), (["a"], "a"), (["a", "", "b"], "a, , b")])
  func joined(parts: [String], text: String) { #expect(parts.joined(separator: ", ") == text) }
}

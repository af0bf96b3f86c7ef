import Testing

@testable import PacketPath

@Suite("Words that are compared as words of the processor")
struct NameWordsTests {
  /// Every length around those of kube-proxy's names, and what may stand behind a word.
  @Test("are read up to the blank or newline behind them, and found where they stand again", arguments: 1...40, [" ", "\n", "\t-x "])
  func lengths(count: Int, end: String) {
    let name = String((0..<count).map { Character(UnicodeScalar(UInt8(65 + $0 % 26))) })
    let other = name.dropLast() + "z"
    let text = SourceText("\(name)\(end)\(name)\(end)\(other)\(end)\(name)A\(end)")
    let step = count + end.utf8.count, length = end == "\t-x " ? count + 3 : count
    var words = NameWords()
    // A cursor does not hold its text.
    withExtendedLifetime(text) {
      #expect(words.read(text.cursor()) == (length < 32))
      guard length < 32 else { return }
      #expect(words.count == length)
      #expect(words.stands(at: text.cursor()) && words.stands(at: text.cursor(at: step)))
      #expect(!words.stands(at: text.cursor(at: 2 * step)) && !words.stands(at: text.cursor(at: 3 * step)))
      #expect(!words.stands(at: text.cursor(at: 1)))
    }
  }
  @Test("there is none where a blank or a newline stands", arguments: [" a\n", "\n"]) func none(line: String) {
    let text = SourceText(line)
    var words = NameWords()
    withExtendedLifetime(text) { #expect(!words.stands(at: text.cursor()) && !words.read(text.cursor())) }
  }
}

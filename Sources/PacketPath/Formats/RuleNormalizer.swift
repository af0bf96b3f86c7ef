/// Puts a rule as people and programs type it into the form that iptables-save prints, as far as words go.
///
/// Blanks and tabs become single blanks; `--dport=80` two words; `--source` is `-s`; `-s a,b` two rules; `-s ! x` is `! -s x`;
/// header options go to the front. What the words mean is left to the parser.
struct RuleNormalizer {
  /// One command, its chain, and what stands behind it; several where commas made them.
  struct Command: Equatable {
    var verb: String, chain: [UInt8] = []
    /// The word behind the chain that is no option: a rule's number, a policy, a new name.
    var argument: String?
    var table: String?
    var rules: [[UInt8]] = []
  }
  private struct Token {
    var raw: [UInt8], value: [UInt8]
    var text: String { String(decoding: value, as: UTF8.self) }
  }
  /// Whether a quote was opened and not closed.
  private(set) var isUnclosed = false
  /// What iptables would not take, though it can be read.
  private(set) var faults: [String] = []

  // MARK: Words

  /// Splits as iptables does (`add_param_to_argv` in xshared.c): blanks and tabs, `"` quotes, and a backslash only inside of quotes.
  private mutating func tokens(_ line: [UInt8]) -> [Token] {
    var result: [Token] = []
    var i = 0
    while i < line.count {
      if line[i] == 32 || line[i] == 9 || line[i] == 13 || line[i] == 10 {
        i += 1
        continue
      }
      var token = Token(raw: [], value: [])
      if line[i] == 0x22 {
        token.raw.append(line[i])
        i += 1
        while i < line.count && line[i] != 0x22 {
          if line[i] == 0x5c && i + 1 < line.count {
            token.raw.append(line[i])
            i += 1
          }
          token.raw.append(line[i])
          token.value.append(line[i])
          i += 1
        }
        if i == line.count { isUnclosed = true }
        i += 1
        token.raw.append(0x22)
      } else {
        while i < line.count, line[i] != 32, line[i] != 9, line[i] != 13, line[i] != 10 {
          token.value.append(line[i])
          i += 1
        }
        token.raw = token.value
      }
      if isPlain(token.value) { token.raw = token.value }
      result.append(token)
    }
    return result
  }
  /// Whether a word needs no quotes to be read back as the same word.
  private func isPlain(_ word: [UInt8]) -> Bool { !word.isEmpty && word.allSatisfy { $0 > 32 && $0 < 127 && $0 != 0x22 && $0 != 0x5c } }

  private static let shortForms: [String: String] = [
    "--append": "-A", "--insert": "-I", "--delete": "-D", "--replace": "-R", "--new-chain": "-N", "--new": "-N", "--policy": "-P",
    "--flush": "-F",
    "--delete-chain": "-X", "--rename-chain": "-E", "--zero": "-Z", "--table": "-t", "--source": "-s", "--src": "-s", "--destination": "-d",
    "--dst": "-d", "--in-interface": "-i", "--out-interface": "-o", "--protocol": "-p", "--proto": "-p", "--match": "-m", "--jump": "-j",
    "--goto": "-g", "--fragment": "-f", "--fragments": "-f", "--wait": "-w", "--set-counters": "-c",
  ]
  private static let withArgument: Set<String> = ["-A", "-I", "-D", "-R", "-N", "-P", "-t", "-s", "-d", "-i", "-o", "-p", "-m", "-j", "-g"]

  /// The words of a line with long options short, `--a=b` split, `-ptcp` split, and `-s ! x` turned round.
  private mutating func words(_ line: [UInt8]) -> [Token] {
    var result: [Token] = []
    for token in tokens(line) {
      let text = token.text, isBare = token.raw.first != 0x22
      if isBare, text.hasPrefix("--"), let equals = token.value.firstIndex(of: 0x3d), equals > 2 {
        let name = String(decoding: token.value[..<equals], as: UTF8.self), value = Array(token.value[(equals + 1)...])
        result.append(word(shortForm(of: name, behind: result) ?? name))
        result.append(Token(raw: isPlain(value) ? value : quoted(value), value: value))
      } else if isBare, let short = shortForm(of: text, behind: result) {
        result.append(word(short))
      } else if isBare, text.utf8.count > 2, Self.withArgument.contains(String(text.prefix(2))), token.value[1] != 0x2d {
        result.append(word(String(text.prefix(2))))
        result.append(word(String(text.dropFirst(2))))
      } else {
        result.append(token)
      }
    }
    var i = 0
    while i + 2 < result.count {
      if result[i].text.hasPrefix("-"), result[i + 1].text == "!", !result[i + 2].text.hasPrefix("-") { result.swapAt(i, i + 1) }
      i += 1
    }
    return result
  }
  /// Nil: it is no option of the header, or one of a match or target that stands before it has the same name (`--proto` of policy).
  private func shortForm(of option: String, behind words: [Token]) -> String? {
    guard let short = Self.shortForms[option] else { return nil }
    let isTaken = zip(words, words.dropFirst()).contains { OptionNames.isOption(option, of: $1.text, behind: $0.text) }
    return isTaken ? nil : short
  }
  private func word(_ text: String) -> Token { Token(raw: Array(text.utf8), value: Array(text.utf8)) }
  private func quoted(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    Quoting.append(bytes, to: &output, always: true)
    return output
  }

  // MARK: Commands

  /// Nil: the line is no command of iptables.
  mutating func command(_ line: [UInt8]) -> Command? {
    var words = words(line)[...]
    if let first = words.first?.text, first.hasPrefix("["), first.hasSuffix("]") { words = words.dropFirst() }
    if words.first?.text == "sudo" { words = words.dropFirst() }
    if let first = words.first?.text.split(separator: "/").last, first.hasPrefix("iptables") || first.hasPrefix("ip6tables") {
      words = words.dropFirst()
    }
    var command: Command?, header: [[UInt8]] = [], rest: [Token] = [], proto: String?, sources: [[UInt8]] = [[]],
      destinations: [[UInt8]] = [[]]
    var table: String?, seen: Set<String> = []
    while let token = words.popFirst() {
      let text = token.text
      let isNegated = text == "!" && ["-s", "-d", "-i", "-o", "-p", "-f"].contains(words.first?.text ?? "")
      let option = isNegated ? words.popFirst()!.text : text
      let bang: [UInt8] = isNegated ? [0x21, 32] : []
      switch option {
      case "-t": table = words.popFirst()?.text
      case "-w":
        if let seconds = words.first, Int(seconds.text) != nil { words = words.dropFirst() }
      case "-c":
        words = words.dropFirst(2)
      case "-A", "-I", "-D", "-R", "-N", "-P", "-F", "-X", "-Z", "-E":
        guard command == nil else { return nil }
        command = Command(verb: option)
        if let chain = words.first, !chain.text.hasPrefix("-") {
          command?.chain = chain.value
          words = words.dropFirst()
        }
        if let next = words.first, option == "-P" || option == "-E" || (["-I", "-R", "-D"].contains(option) && Int(next.text) != nil) {
          command?.argument = next.text
          words = words.dropFirst()
        }
      case "-s", "-d", "-i", "-o", "-p":
        guard let token = words.popFirst() else {
          rest.append(word((isNegated ? "! " : "") + option))
          continue
        }
        let value = token.raw
        if option == "-p" && !isNegated { proto = token.text }
        if !seen.insert(option).inserted { faults.append("`\(option)` stands twice: iptables refuses such a rule") }
        if option == "-s" && sources == [[]] {
          sources = lists(bang, "-s ", value)
        } else if option == "-d" && destinations == [[]] {
          destinations = lists(bang, "-d ", value)
        } else {
          header.append(bang + option.utf8 + [32] + value)
        }
      case "-f":
        if !seen.insert(option).inserted { faults.append("`-f` stands twice: iptables refuses such a rule") }
        header.append(bang + option.utf8)
      case _ where token.raw.first == 0x23:
        words = []
      default: rest.append(token)
      }
    }
    guard command != nil else { return nil }
    command?.table = table
    let options = OptionNames.grouped(rest.map(\.raw), texts: rest.map(\.text), proto: proto)
    for source in sources {
      for destination in destinations {
        let parts = ([source, destination] + header + options).filter { !$0.isEmpty }
        command?.rules.append(Array(parts.joined(separator: [32])))
      }
    }
    return command
  }
  private func lists(_ bang: [UInt8], _ option: String, _ value: [UInt8]) -> [[UInt8]] {
    value.split(separator: 0x2c, omittingEmptySubsequences: false).map { bang + option.utf8 + Self.dotted(Array($0)) }
  }
  /// `10/8`, `172.16/12`, `010.0.0.1`: with four decimal parts, as inet_aton and iptables complete it; anything else as it is.
  private static func dotted(_ address: [UInt8]) -> [UInt8] {
    let halves = String(decoding: address, as: UTF8.self).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false).map(octet)
    guard (1...4).contains(parts.count), parts.allSatisfy({ $0 != nil }) else { return address }
    let all = parts.map { $0! } + Array(repeating: 0, count: 4 - parts.count)
    return Array((all.map { String($0) }.joined(separator: ".") + (halves.count == 2 ? "/" + halves[1] : "")).utf8)
  }
  private static func octet(_ text: Substring) -> UInt8? {
    if text.hasPrefix("0x") { return UInt8(text.dropFirst(2), radix: 16) }
    guard let first = text.utf8.first, first &- 48 < 10 else { return nil }
    return text.count > 1 && first == 0x30 ? UInt8(text, radix: 8) : UInt8(text)
  }
}

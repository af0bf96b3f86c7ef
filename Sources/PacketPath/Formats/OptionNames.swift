/// The long options of every extension, as getopt knows them: which match or target takes an option, and what the beginning of one means.
struct OptionNames {
  struct Option: Equatable {
    let name: String
    /// How many words follow it, whatever they look like.
    let values: Int
  }
  /// A match or target of a rule, and the words that are its own.
  private struct Group {
    var words: [[UInt8]]
    /// Nil: an extension that nobody here knows.
    let options: [Option]?
  }
  private static let matches = table(Test.infos), targets = table(TargetAction.infos)

  private static func table(_ infos: [ExtensionInfo]) -> [String: [Option]] {
    var result: [String: [Option]] = [:]
    for info in infos {
      let options = (info.options + info.spellings).flatMap(options)
      for name in [info.name] + info.aliases { result[name] = options }
    }
    return result
  }
  /// The options in a line of ``ExtensionInfo/options``: `[!] --every n [--packet k]`, `--set|--update`.
  private static func options(_ line: String) -> [Option] {
    var result: [Option] = []
    for word in line.split(separator: " ") where word != "[!]" {
      let bare = word.hasPrefix("[--") ? word.dropFirst() : word
      if bare.hasPrefix("--") {
        for name in bare.split(separator: "|") { result.append(Option(name: name.filter { $0 != "]" }, values: 0)) }
      } else if !bare.hasPrefix("["), let last = result.last {
        result[result.count - 1] = Option(name: last.name, values: last.values + 1)
      }
    }
    return result
  }

  /// Whether the match (`-m`) or target (`-j`) of that name has an option written so.
  static func isOption(_ text: String, of name: String, behind option: String) -> Bool {
    let all = option == "-m" ? matches[name] : option == "-j" ? targets[name] : nil
    return all?.contains { $0.name == text } ?? false
  }

  /// The words of a rule behind its header, with each option, in full, behind the match or target that it belongs to.
  ///
  /// `words` are as they stand in the rule, `texts` without quotes. A protocol's match is loaded by its first option.
  static func grouped(_ words: [[UInt8]], texts: [String], proto: String?) -> [[UInt8]] {
    var groups = [Group(words: [], options: [])], current = 0, bang: [[UInt8]] = []
    let implicit = proto.flatMap(matchName).flatMap { matches[$0] } ?? []
    var i = 0
    while i < words.count {
      let text = texts[i]
      defer { i += 1 }
      if text == "!" {
        bang.append(words[i])
      } else if ["-m", "-j", "-g"].contains(text) {
        let name = i + 1 < words.count ? texts[i + 1] : ""
        let known = text == "-m" ? matches[name] : text == "-j" ? targets[name] ?? [] : []
        groups.append(Group(words: bang + words[i...].prefix(2), options: known))
        current = groups.count - 1
        bang = []
        i += 1
      } else if text.hasPrefix("--"), let (group, option) = find(text, groups, current, implicit) {
        if group == groups.count { groups.append(Group(words: [], options: implicit)) }
        current = group
        groups[current].words += bang + [Array(option.name.utf8)] + words[(i + 1)...].prefix(option.values)
        bang = []
        i += option.values
      } else {
        groups[current].words += bang + [words[i]]
        bang = []
      }
    }
    return groups.flatMap(\.words) + bang
  }
  /// Nil: it stays where it is.
  private static func find(_ text: String, _ groups: [Group], _ current: Int, _ implicit: [Option]) -> (group: Int, option: Option)? {
    if groups[current].options == nil { return nil }
    let isSame = { (option: Option) in option.name == text }, isBegun = { (option: Option) in option.name.hasPrefix(text) }
    for matches in [isSame, isBegun] {
      var found: [(group: Int, option: Option)] = []
      for (index, group) in groups.enumerated().reversed() {
        for option in group.options ?? [] where matches(option) && !found.contains(where: { $0.option.name == option.name }) {
          found.append((index, option))
        }
      }
      if let first = found.first { return found.count == 1 ? first : nil }
    }
    // Only an option that nothing takes has the protocol's match loaded.
    return implicit.first(where: isSame).map { (groups.count, $0) }
  }
  private static func matchName(_ proto: String) -> String? {
    switch IPProtocol(name: proto) {
    case .tcp: "tcp"
    case .udp: "udp"
    case .sctp: "sctp"
    case .dccp: "dccp"
    case .icmp: "icmp"
    case .icmpv6: "icmp6"
    case .esp: "esp"
    case .ah: "ah"
    case .ipcomp: "ipcomp"
    case .mobilityHeader: "mh"
    default: nil
    }
  }
}

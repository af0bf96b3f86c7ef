/// What `help`, `--help` and the man page say: all from the commands' own descriptions.
enum Help {
  static func overview() -> String {
    var text = """
      packetpath answers where a packet goes on a Linux node, and why: from what
      iptables-save, ipset, ipvsadm and ip print. No root, no cluster, no packet.

      Usage: packetpath COMMAND ...


      """
    let width = Command.all.map(\.name.count).max() ?? 0
    for command in Command.all { text += "  \(padded(command.name, width))  \(command.summary)\n" }
    text += """

      `packetpath COMMAND --help` tells more.

        iptables-save | packetpath trace 10.0.1.175:80

      """
    return text
  }

  static func text(of command: Command) -> String {
    var text = "packetpath \(command.name): \(command.summary)\n\nUsage: packetpath \(command.name)"
    text += (command.operands.isEmpty ? "" : " \(command.operands)") + "\n"
    for paragraph in command.description { text += "\n" + filled(paragraph, width: 78) + "\n" }
    for section in Flag.Section.allCases {
      let flags = command.allFlags.filter { $0.section == section }
      if flags.isEmpty { continue }
      text += "\n\(section.rawValue)\n"
      for flag in flags { text += entry(flag) }
    }
    if command.examples.isEmpty { return text }
    text += "\nExamples\n"
    for example in command.examples { text += "  # \(example.purpose)\n  \(example.line)\n" }
    return text
  }
  /// The flag, and what it is from column 34 on, below it if it is long.
  private static func entry(_ flag: Flag) -> String {
    let column = 34
    let usage = "  " + flag.usage
    let summary = filled(flag.summary, width: 80 - column).split(separator: "\n").joined(separator: "\n" + blanks(column))
    return usage.count + 2 <= column ? padded(usage, column) + summary + "\n" : usage + "\n" + blanks(column) + summary + "\n"
  }

  // MARK: The man page

  /// In roff, all commands on one page (man(7)).
  static func manual() -> String {
    var text =
      ".TH PACKETPATH 1 \"\" \"packetpath \(CommandLineTool.version)\"\n.SH NAME\npacketpath \\- where a packet goes on a Linux node, and why\n.SH SYNOPSIS\n"
    for command in Command.all {
      text += ".B packetpath \(command.name)\n" + (command.operands.isEmpty ? "" : escaped(command.operands) + "\n") + ".br\n"
    }
    for command in Command.all {
      text += ".SH \(command.name.uppercased())\n\(escaped(command.summary)).\n"
      for paragraph in command.description { text += ".PP\n\(escaped(paragraph))\n" }
      for flag in command.flags {
        text += ".TP\n.B \(escaped(flag.usage.drop { $0 == " " }))\n\(escaped(flag.summary)).\n"
      }
      for example in command.examples { text += ".PP\n\(escaped(example.purpose)):\n.PP\n.EX\n\(escaped(example.line))\n.EE\n" }
    }
    text += ".SH COMMON FLAGS\n"
    for flag in Flag.general { text += ".TP\n.B \(escaped(flag.usage.drop { $0 == " " }))\n\(escaped(flag.summary)).\n" }
    text +=
      ".SH EXIT STATUS\n0: every outcome gets there. 1: some outcome does not. 2: bad usage or unreadable input. 3: the inputs do not tell.\n"
    return text
  }
  /// No line begins with a dot or an apostrophe, and hyphens are hyphens.
  private static func escaped(_ text: some StringProtocol) -> String {
    let text = String(text).replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
  }

  // MARK: Columns

  static func blanks(_ count: Int) -> String { String(repeating: " ", count: max(count, 0)) }
  static func padded(_ text: String, _ width: Int) -> String { text + blanks(width - text.count) }
  /// Broken between words.
  static func filled(_ text: String, width: Int) -> String {
    var lines: [String] = [], line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty && line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return (lines + [line]).joined(separator: "\n")
  }
}

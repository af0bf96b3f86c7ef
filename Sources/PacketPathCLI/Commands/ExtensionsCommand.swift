import PacketPath

/// `packetpath extensions`: every match and target, and how far it is modelled.
enum ExtensionsCommand {
  static let command = Command(
    name: "extensions", operands: "[NAME ...]", summary: "every match and target, and how far it is modelled",
    description: [
      "exact: answers as the kernel does, whenever the packet and the inputs say enough. partial: the note says what is simplified or unknown. "
        + "opaque: read and printed, but always unknown. What is not listed is taken as opaque too, and never as a match.",
      "KERNEL TEST is the test that holds it to the running kernel; none: the kernel of the tests does not have what it asks for.",
    ],
    flags: [.output(["text", "wide", "json"])],
    examples: [
      .init("packetpath extensions", "all of them"),
      .init("packetpath extensions statistic MASQUERADE -o wide", "two of them, with their options"),
    ],
    run: run)

  private static func run(_ invocation: inout Invocation) throws -> ExitCode {
    var entries = Test.infos.map { ("match", $0) } + TargetAction.infos.map { ("target", $0) }
    let names = invocation.arguments.operands
    for name in names where !entries.contains(where: { $0.1.isNamed(name) }) {
      throw CommandError("\(name): no extension that is known", hint: Suggestion.among(entries.map(\.1.name), for: name))
    }
    if !names.isEmpty { entries = entries.filter { entry in names.contains { entry.1.isNamed($0) } } }
    if invocation.format(default: "text") == "json" {
      var json = JSONWriter(.lines)
      write(entries, to: &json)
      invocation.output.write(json.text + "\n")
    } else {
      invocation.output.write(text(entries, invocation.textOptions))
    }
    return .good
  }

  private static func write(_ entries: [(kind: String, info: ExtensionInfo)], to json: inout JSONWriter) {
    json.object(.lines) { json in
      json.member("schema", 1)
      json.member("extensions") { json in
        json.array(entries, .lines) { json, entry in
          json.object { json in
            json.member("name", entry.info.name)
            json.member("kind", entry.kind)
            json.member("aliases") { $0.array(entry.info.aliases) { $0.value($1) } }
            json.member("families") { $0.array(entry.info.families) { $0.value($1 == .ipv4 ? "ipv4" : "ipv6") } }
            json.member("options") { $0.array(entry.info.options) { $0.value($1) } }
            json.member("model", entry.info.model.rawValue)
            json.member("kernelTest", entry.info.judge == .none ? nil : entry.info.judge.rawValue)
            json.member("note", entry.info.note)
          }
        }
      }
      json.member("notes") { $0.array([Diagnostic]()) { $1.write(to: &$0) } }
    }
  }

  private static func text(_ entries: [(kind: String, info: ExtensionInfo)], _ options: TextOptions) -> String {
    var text = StyledText()
    var rows = [["KIND", "NAME", "FAMILIES", "MODEL", "KERNEL TEST", "NOTE"].map { StyledLine($0, .heading) }]
    func flush() {
      text.append(table: rows)
      rows = []
    }
    for (kind, info) in entries {
      let name = ([info.name] + info.aliases).joined(separator: ", ")
      let families = info.families.count == 2 ? "4 6" : info.families == [.ipv4] ? "4" : "  6"
      let style: TextStyle = info.model == .exact ? .good : info.model == .partial ? .doubtful : .bad
      rows.append([
        StyledLine(kind), StyledLine(name, .name), StyledLine(families), StyledLine(info.model.rawValue, style),
        StyledLine(info.judge.rawValue), StyledLine(info.note),
      ])
      if options.isWide { for option in info.options { rows.append([StyledLine(), StyledLine("  " + option, .faint)]) } }
    }
    flush()
    return text.text(options)
  }
}

extension ExtensionInfo {
  fileprivate func isNamed(_ name: String) -> Bool { self.name == name || aliases.contains(name) }
}

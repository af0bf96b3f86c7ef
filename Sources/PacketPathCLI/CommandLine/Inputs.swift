import PacketPath

/// One text among the inputs, and what it is.
struct Input: Sendable {
  var text: SourceText
  var kind: InputKind
  /// For a `recent` list: its name.
  var listName: String?
  var name: String { text.name }
}

/// Reads what a command line names: files, directories, standard input.
struct InputReader {
  let surroundings: Surroundings
  private let files: FileReader
  private var isStandardInputUsed = false
  private(set) var inputs: [Input] = []
  /// What is said of files that are left out.
  private(set) var remarks: [Diagnostic] = []

  init(_ surroundings: Surroundings) {
    self.surroundings = surroundings
    files = FileReader(directory: surroundings.directory)
  }

  /// Flags that say outright what a file is.
  static let kinds: [(flag: Flag, kind: InputKind)] = [
    (.iptablesSave, .iptablesSave), (.ip6tablesSave, .ip6tablesSave), (.ipsetSave, .ipsetSave), (.ipvsadm, .ipvsadm),
    (.ipvsConnections, .ipvsConnections), (.addresses, .addresses), (.links, .links), (.routes, .routes), (.ipRules, .rules),
    (.conntrack, .conntrack), (.sysctl, .sysctl), (.sockets, .sockets), (.kubeProxyLog, .kubeProxyLog),
  ]

  /// All of a command's inputs, in the order in which they were named. `operands`: the words that are INPUTs.
  static func read(_ arguments: ParsedArguments, operands: some Collection<String>, _ surroundings: Surroundings) throws -> InputReader {
    var reader = InputReader(surroundings)
    for (name, value) in arguments.flags {
      if let kind = kinds.first(where: { $0.flag.name == name })?.kind {
        try reader.add(try reader.text(value), as: kind)
      } else if name == Flag.recent.name {
        guard let equals = value.firstIndex(of: "="), equals != value.startIndex else {
          throw CommandError("--recent \(value): NAME=FILE is expected")
        }
        try reader.add(try reader.text(String(value[value.index(after: equals)...])), as: .recent, listName: String(value[..<equals]))
      }
    }
    for operand in operands { try reader.addOperand(operand) }
    if reader.inputs.isEmpty && operands.isEmpty && arguments.value(.packets) != "-" && surroundings.standardInput != nil {
      try reader.addOperand("-")
    }
    return reader
  }

  private mutating func text(_ name: String) throws -> SourceText {
    if name != "-" { return try files.read(name) }
    guard !isStandardInputUsed else { throw CommandError("-: standard input can be read once") }
    isStandardInputUsed = true
    guard let standardInput = surroundings.standardInput else { throw CommandError("-: standard input is a terminal") }
    return try FileReader.read(standardInput, name: "-")
  }

  private mutating func addOperand(_ name: String) throws {
    if name != "-" && files.isDirectory(name) { return try addSnapshot(name) }
    let text = try text(name)
    let kind = InputKind.recognise(text)
    switch kind {
    case .unknown: throw CommandError("\(name): not recognised", hint: "a flag such as --iptables-save says outright what a file is")
    case .binary: throw CommandError("\(name): not a text")
    case .gzip: throw CommandError("\(name): compressed", hint: "gunzip -c \(name) | packetpath … -")
    case .empty: throw CommandError(name == "-" ? "standard input: empty" : "\(name): empty")
    case .kubernetesYAML: throw CommandError("\(name): YAML is not read", hint: "kubectl get -o json prints the same as JSON")
    default: inputs.append(Input(text: text, kind: kind))
    }
  }
  /// A file that a flag names may be empty: then there is none of what the flag says.
  private mutating func add(_ text: SourceText, as kind: InputKind, listName: String? = nil) throws {
    let found = InputKind.recognise(text)
    if found == .binary || found == .gzip { throw CommandError("\(text.name): \(found == .gzip ? "compressed" : "not a text")") }
    let rules: Set<InputKind> = [.iptablesSave, .ip6tablesSave]
    if found != kind && rules.contains(found) && rules.contains(kind) {
      remarks.append(
        Diagnostic(.warning, "looks like \(found.rawValue), and is read as \(kind.rawValue), as the flag says", file: text.name))
    }
    // Of some there are two forms, and a listing of devices may tell addresses or not: which, the text says.
    let forms: [Set<InputKind>] = [[.addresses, .addressesJSON, .links, .linksJSON], [.routes, .routesJSON], [.rules, .rulesJSON]]
    let isOther = forms.contains { $0.contains(kind) && $0.contains(found) }
    inputs.append(Input(text: text, kind: isOther ? found : kind, listName: listName))
  }

  /// A directory: what is recognised counts, what is not is told and left out.
  private mutating func addSnapshot(_ directory: String) throws {
    var count = 0
    var found: [Input] = []
    for name in try files.files(of: directory) {
      let text = try files.read(name)
      let kind = InputKind.recognise(text)
      switch kind {
      case .unknown, .binary, .gzip, .kubernetesYAML: remarks.append(Diagnostic(.note, "not recognised, and left out", file: name))
      case .empty: break
      case .packets, .assertions: break
      default:
        found.append(Input(text: text, kind: kind))
        count += 1
      }
    }
    if count == 0 { throw CommandError("\(directory): no file in it is recognised") }
    inputs += Self.withoutDuplicates(found, &remarks)
  }
  /// A snapshot may hold the same listing twice, as JSON and as text: the JSON says more.
  private static func withoutDuplicates(_ inputs: [Input], _ remarks: inout [Diagnostic]) -> [Input] {
    let forms: [(InputKind, InputKind)] = [
      (.addresses, .addressesJSON), (.links, .linksJSON), (.routes, .routesJSON), (.rules, .rulesJSON),
    ]
    let kinds = Set(inputs.map(\.kind))
    return inputs.filter { input in
      guard let form = forms.first(where: { $0.0 == input.kind }), kinds.contains(form.1) else { return true }
      remarks.append(Diagnostic(.note, "the same as JSON is there too, and is taken", file: input.name))
      return false
    }
  }
}

import FoundationEssentials
import PacketPathCLI
import TestSupport
import Testing

/// The repository's root: tests run the tool there, so that inputs have the same names everywhere.
let root = String(Corpus.folder.dropLast("/Corpus".count))

/// What one run of the tool printed.
struct Run {
  var code: Int32
  var output: String
  var errors: String

  var json: JSON {
    get throws { try JSON.decode(output) }
  }
}

/// Runs the tool in this process, from the repository's root or another folder.
func packetpath(
  _ arguments: [String], input: String? = nil, environment: [String: String] = [:], width: Int? = nil, directory: String = root
) -> Run {
  var surroundings = Surroundings(directory: directory, standardInput: input.map { Array($0.utf8) })
  (surroundings.noColor, surroundings.terminal) = (environment["NO_COLOR"], environment["TERM"])
  surroundings.isOutputTerminal = width != nil
  surroundings.width = width
  let output = Output(), errors = Output()
  let code = CommandLineTool(surroundings, output: output, errors: errors).run(arguments)
  return Run(code: code, output: output.text, errors: errors.text)
}
/// The same, the words between blanks.
func packetpath(_ line: String, input: String? = nil, environment: [String: String] = [:], width: Int? = nil) -> Run {
  packetpath(line.split(separator: " ").map(String.init), input: input, environment: environment, width: width)
}

/// Any JSON value.
enum JSON: Decodable, Equatable {
  case null, bool(Bool), number(Double), string(String), array([JSON]), object([String: JSON])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if let array = try? value.decode([JSON].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSON].self))
    }
  }
  static func decode(_ text: String) throws -> JSON { try JSONDecoder().decode(JSON.self, from: Data(text.utf8)) }

  subscript(_ key: String) -> JSON? { if case .object(let members) = self { members[key] } else { nil } }
  subscript(_ index: Int) -> JSON? {
    if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
  }
  var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }
  var keys: Set<String> { if case .object(let members) = self { Set(members.keys) } else { [] } }
  var text: String? { if case .string(let text) = self { text } else { nil } }
  var number: Double? { if case .number(let number) = self { number } else { nil } }
}

/// Compares with `Corpus/output/NAME`; PACKETPATH_UPDATE=1 writes it.
func expectSnapshot(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let path = URL(filePath: Corpus.folder + "/output/" + name)
  if ProcessInfo.processInfo.environment["PACKETPATH_UPDATE"] == "1" {
    try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: path)
    return
  }
  let expected = try String(decoding: Data(contentsOf: path), as: UTF8.self)
  #expect(text == expected, "Corpus/output/\(name) differs; PACKETPATH_UPDATE=1 updates it", sourceLocation: sourceLocation)
}

/// Files of one test, gone when nobody holds it any more.
final class TemporaryFolder {
  private let folder: URL

  init(_ files: [String: String]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "packetpath-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
  }
  deinit { try? FileManager.default.removeItem(at: folder) }
  func path(_ name: String) -> String { folder.path + "/" + name }
}

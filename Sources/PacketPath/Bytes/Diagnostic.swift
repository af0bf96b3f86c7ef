/// Something about an input, or about an answer, that its reader should know.
public struct Diagnostic: Sendable, Equatable {
  public enum Severity: String, Sendable, Comparable {
    case note, warning, error
    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
    private var rank: Int {
      switch self {
      case .note: 0
      case .warning: 1
      case .error: 2
      }
    }
  }
  public var severity: Severity
  /// The input's name, or empty where the remark is about no input.
  public var file: String
  /// From 1; nil where no line is meant. Columns count bytes.
  public var line: Int?, column: Int?
  public var message: String

  public init(_ severity: Severity, _ message: String, file: String = "", line: Int? = nil, column: Int? = nil) {
    self.severity = severity
    self.message = message
    self.file = file
    self.line = line
    self.column = column
  }
}

extension Diagnostic: CustomStringConvertible {
  public var description: String {
    var place = file
    if let line { place += (place.isEmpty ? "line \(line)" : ":\(line)") }
    if let column { place += ":\(column)" }
    return (place.isEmpty ? "" : place + ": ") + "\(severity.rawValue): \(message)"
  }
}

internal import FoundationEssentials
internal import PacketPath

/// What `ip -j` prints has in common: an array of objects, several arrays where several commands wrote into one file.
enum IPJSON {
  /// The elements of every array of the text, each with its place; what cannot be read is a diagnostic, and the rest stays.
  static func decode<Element: Decodable>(_ type: Element.Type, from text: SourceText, _ what: String) -> (
    [(place: Int, element: Element)], [Diagnostic]
  ) {
    var elements: [(place: Int, element: Element)] = [], diagnostics: [Diagnostic] = []
    let bytes = text.bytes(0..<text.count)
    for document in documents(bytes) {
      do {
        for tried in try JSONDecoder().decode([Tried<Element>].self, from: Data(bytes[document])) {
          let place = elements.count + diagnostics.count + 1
          switch tried.result {
          case .success(let element): elements.append((place, element))
          case .failure(let error):
            diagnostics.append(Diagnostic(.warning, "\(what) \(place) is left out: \(message(error))", file: text.name))
          }
        }
      } catch {
        let line = 1 + bytes[..<document.lowerBound].count { $0 == 10 }
        diagnostics.append(Diagnostic(.error, "not the JSON that ip -j prints: \(message(error))", file: text.name, line: line))
        break
      }
    }
    return (elements, diagnostics)
  }

  /// Where each top-level value of the text begins and ends.
  static func documents(_ bytes: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start: Int?, depth = 0, isString = false, isEscaped = false
    for (i, byte) in bytes.enumerated() {
      if start == nil {
        // A byte order mark is no part of a value.
        if byte <= 32 || i < 3 && [0xef, 0xbb, 0xbf].contains(byte) { continue }
        start = i
      }
      if isString {
        if isEscaped { isEscaped = false } else if byte == 0x5c { isEscaped = true } else if byte == 0x22 { isString = false }
        continue
      }
      switch byte {
      case 0x22: isString = true
      case 0x5b, 0x7b: depth += 1
      case 0x5d, 0x7d:
        depth -= 1
        if depth <= 0 {
          found.append(start!..<(i + 1))
          (start, depth) = (nil, 0)
        }
      default: break
      }
    }
    if let start { found.append(start..<bytes.count) }
    return found
  }

  /// An error of JSONDecoder in one line.
  private static func message(_ error: any Error) -> String {
    func place(_ path: [any CodingKey]) -> String {
      let keys = path.filter { $0.intValue == nil }.map(\.stringValue)
      return keys.isEmpty ? "" : " at `\(keys.joined(separator: "."))`"
    }
    switch error {
    case DecodingError.dataCorrupted(let context): return "\(context.debugDescription)\(place(context.codingPath))"
    case DecodingError.keyNotFound(let key, let context): return "there is no `\(key.stringValue)`\(place(context.codingPath))"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      return "\(context.debugDescription)\(place(context.codingPath))"
    case let error as FactError: return error.message
    default: return "it cannot be read"
    }
  }
}

/// An element that may fail without the others.
private struct Tried<Element: Decodable>: Decodable {
  var result: Result<Element, any Error>
  init(from decoder: any Decoder) throws { result = Result { try Element(from: decoder) } }
}

/// A value that some versions of iproute2 print as a number and some as a string.
struct Word: Decodable {
  var text: String
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self.text = text
    } else if let number = try? container.decode(UInt64.self) {
      text = String(number)
    } else {
      text = String(try container.decode(Int64.self))
    }
  }
}

/// A key that stands for something by being there, with whatever value.
struct Presence: Decodable {
  init(from decoder: any Decoder) {}
}

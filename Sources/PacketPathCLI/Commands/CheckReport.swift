import KubeProxy
import PacketPath

/// What came of an assertion file, in the formats that CI servers read.
struct CheckReport {
  let results: [AssertionResult]
  /// Lines that are no assertions.
  let faults: [Diagnostic]
  /// The assertion file.
  let name: String
  let notes: [Diagnostic]
  let context: PredictionContext

  var exitCode: ExitCode {
    let codes = results.map { result -> ExitCode in
      switch result.status {
      case .passed: .good
      case .failed: .bad
      case .unknown: .unknown
      }
    }
    return codes.reduce(faults.isEmpty ? .good : .trouble) { $0.worse($1) }
  }

  func text(format: String, _ options: TextOptions) -> String {
    switch format {
    case "json": json()
    case "junit": junit()
    case "tap": tap()
    default: text(options)
    }
  }

  // MARK: Text

  /// Failures with the path that contradicts; of the rest, how many there are.
  private func text(_ options: TextOptions) -> String {
    var text = StyledText()
    for result in results where !result.passed {
      var line = StyledLine(result.status == .failed ? "FAILED" : "UNKNOWN", result.status == .failed ? .bad : .doubtful)
      line.append("  \(place(result))  \(result.assertion.text)")
      text.append(line)
      text.append(sentence: result.message, first: StyledLine("  "), indent: 2, options)
      if !options.isBrief { for line in path(result, options) { text.append(line) } }
    }
    let failed = results.count { $0.status == .failed }, unknown = results.count { $0.status == .unknown }
    var line = StyledLine("\(results.count { $0.passed }) of \(results.count) hold", failed + unknown + faults.count == 0 ? .good : .plain)
    if failed > 0 { line.append(", \(failed) failed", .bad) }
    if unknown > 0 { line.append(", \(unknown) unknown", .doubtful) }
    if !faults.isEmpty { line.append(", \(faults.count) not understood", .bad) }
    text.skip()
    text.append(line)
    return text.text(options)
  }
  private func place(_ result: AssertionResult) -> String { result.assertion.line.map { "\(name):\($0)" } ?? name }
  /// The path of the outcome that contradicts.
  private func path(_ result: AssertionResult, _ options: TextOptions) -> [StyledLine] {
    guard let prediction = result.prediction, let index = result.contradiction, prediction.outcomes.indices.contains(index) else {
      return []
    }
    return PredictionText.path(of: prediction.outcomes[index], context, options)
  }

  // MARK: JSON

  private func json() -> String {
    var json = JSONWriter(.lines)
    json.object(.lines) { json in
      json.member("schema", 1)
      json.member("assertions") { json in
        json.array(results, .lines) { json, result in
          json.object(.lines) { json in
            json.member("line", result.assertion.line)
            json.member("text", result.assertion.text)
            json.member("passed", result.passed)
            json.member("unknown", result.status == .unknown)
            json.member("message", result.message)
            json.member("outcomes") { $0.array(result.prediction?.outcomes ?? [], .lines) { $1.write(to: &$0, context) } }
          }
        }
      }
      json.member("notes") { $0.array(faults + notes, .lines) { $1.write(to: &$0) } }
    }
    return json.text + "\n"
  }

  // MARK: JUnit

  /// An unknown is an error there, a contradiction a failure.
  private func junit() -> String {
    let failed = results.count { $0.status == .failed }, unknown = results.count { $0.status == .unknown } + faults.count
    let counts = "tests=\"\(results.count + faults.count)\" failures=\"\(failed)\" errors=\"\(unknown)\""
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(counts)>\n  <testsuite name=\"\(escaped(name))\" \(counts)>\n"
    for result in results {
      let start =
        "    <testcase classname=\"\(escaped(name))\" name=\"\(escaped(result.assertion.text))\" line=\"\(result.assertion.line ?? 0)\""
      if result.passed {
        text += start + "/>\n"
        continue
      }
      let element = result.status == .failed ? "failure" : "error"
      let path = path(result, TextOptions()).map { $0.text(TextOptions()) + "\n" }.joined()
      text += start + ">\n      <\(element) message=\"\(escaped(result.message))\">\(escaped(path))</\(element)>\n    </testcase>\n"
    }
    for fault in faults {
      text += "    <testcase classname=\"\(escaped(name))\" name=\"line \(fault.line ?? 0)\">\n"
      text += "      <error message=\"\(escaped(fault.message))\"/>\n    </testcase>\n"
    }
    return text + "  </testsuite>\n</testsuites>\n"
  }
  /// For an attribute or an element of XML 1.0, which has no control characters.
  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default: result.unicodeScalars.append(scalar.value < 32 || scalar.value == 0xfffe || scalar.value == 0xffff ? "\u{fffd}" : scalar)
      }
    }
    return result
  }

  // MARK: TAP

  /// The Test Anything Protocol, version 13.
  private func tap() -> String {
    var text = "TAP version 13\n1..\(results.count + faults.count)\n"
    for (index, result) in results.enumerated() {
      // A number sign would begin a directive.
      text += "\(result.passed ? "ok" : "not ok") \(index + 1) - \(place(result)) \(result.assertion.text.replacing("#", with: "\\#"))\n"
      if result.passed { continue }
      text += "  ---\n  message: \(quoted(result.message))\n  severity: \(result.status == .failed ? "fail" : "unknown")\n"
      let path = path(result, TextOptions())
      if !path.isEmpty { text += "  path: |\n" + path.map { "    " + $0.text(TextOptions()) + "\n" }.joined() }
      text += "  ...\n"
    }
    for (index, fault) in faults.enumerated() {
      text += "not ok \(results.count + index + 1) - \(name):\(fault.line ?? 0)\n  ---\n  message: \(quoted(fault.message))\n  ...\n"
    }
    return text
  }
  /// A YAML string in quotes, whose escapes are those of JSON.
  private func quoted(_ text: String) -> String {
    var json = JSONWriter()
    json.value(text)
    return json.text
  }
}

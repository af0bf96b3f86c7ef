import PacketPath

/// One figure.
struct Figure: Sendable {
  var scenario: String
  var workload: String
  var services: Int, endpoints: Int, rules: Int, bytes: Int
  /// `indexed`, `linear`, another program; empty where there is but one way.
  var engine: String
  var metric: String
  var value: Double
  /// `ns`, `MB/s`, `x`.
  var unit: String
}

/// What is aimed at, and how far it was reached.
struct Goal: Sendable {
  enum Bound: Sendable {
    case atMost(Double), atLeast(Double)
    var words: String {
      switch self {
      case .atMost(let value): "<= \(Results.number(value))"
      case .atLeast(let value): ">= \(Results.number(value))"
      }
    }
  }
  var name: String
  var workload: String
  var value: Double
  var bound: Bound
  var unit: String
  var isReached: Bool {
    switch bound {
    case .atMost(let limit): value <= limit
    case .atLeast(let limit): value >= limit
    }
  }
}

/// All figures of a run, and what they were measured on.
struct Results {
  var command: String
  var machine: [(name: String, value: String)] = []
  var figures: [Figure] = []
  var goals: [Goal] = []

  func json() -> [UInt8] {
    var json = JSONWriter(.lines)
    json.object(.lines) { json in
      json.member("schema", 1)
      json.member("command", command)
      json.member("machine") { json in json.object(.lines) { json in for (name, value) in machine { json.member(name, value) } } }
      json.member("goals") { json in
        json.array(goals, .lines) { json, goal in
          json.object { json in
            json.member("name", goal.name)
            json.member("workload", goal.workload)
            json.member("value", goal.value)
            json.member("unit", goal.unit)
            json.member("bound", goal.bound.words)
            json.member("reached", goal.isReached)
          }
        }
      }
      json.member("figures") { json in
        json.array(figures, .lines) { json, figure in
          json.object { json in
            json.member("scenario", figure.scenario)
            json.member("workload", figure.workload)
            json.member("services", figure.services)
            json.member("endpoints", figure.endpoints)
            json.member("rules", figure.rules)
            json.member("bytes", figure.bytes)
            json.member("engine", figure.engine)
            json.member("metric", figure.metric)
            json.member("value", figure.value)
            json.member("unit", figure.unit)
          }
        }
      }
    }
    return json.bytes + [10]
  }

  /// A table for each scenario: a workload and engine a row, a metric a column.
  func table() -> String {
    var text = machine.map { "\($0.name): \($0.value)\n" }.joined()
    var scenarios: [String] = []
    for figure in figures where !scenarios.contains(figure.scenario) { scenarios.append(figure.scenario) }
    for scenario in scenarios {
      let own = figures.filter { $0.scenario == scenario }
      var columns: [String] = [], rows: [(key: String, cells: [String])] = []
      for figure in own {
        let column = figure.unit.isEmpty ? figure.metric : "\(figure.metric), \(figure.unit)"
        if !columns.contains(column) { columns.append(column) }
        let key = figure.engine.isEmpty ? figure.workload : "\(figure.workload), \(figure.engine)"
        if !rows.contains(where: { $0.key == key }) { rows.append((key, [])) }
        let place = rows.firstIndex { $0.key == key }!, column_ = columns.firstIndex(of: column)!
        while rows[place].cells.count <= column_ { rows[place].cells.append("") }
        rows[place].cells[column_] = Self.number(figure.value)
      }
      text += "\n\(scenario)\n" + Self.aligned([[""] + columns] + rows.map { [$0.key] + $0.cells })
    }
    if goals.isEmpty { return text }
    let rows = goals.map {
      ["\($0.name): \($0.workload)", "\(Self.number($0.value)) \($0.unit)", $0.bound.words, $0.isReached ? "reached" : "not reached"]
    }
    return text + "\ngoals\n" + Self.aligned([["", "measured", "goal", ""]] + rows)
  }
  private static func aligned(_ rows: [[String]]) -> String {
    var widths: [Int] = []
    for row in rows {
      for (i, cell) in row.enumerated() {
        if i == widths.count { widths.append(cell.count) } else { widths[i] = max(widths[i], cell.count) }
      }
    }
    return rows.map { row in
      let cells = row.enumerated().map { i, cell in
        let pad = String(repeating: " ", count: widths[i] - cell.count)
        return i == 0 ? cell + pad : pad + cell
      }
      var line = "  " + cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
  /// Three or four digits that matter, thousands set apart.
  static func number(_ value: Double) -> String {
    if !value.isFinite { return "-" }
    let size = abs(value)
    if size >= 1000 { return grouped(String(Int(value.rounded()))) }
    let decimals = size >= 100 || value == value.rounded() ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let digits = String(Int((size * scale).rounded()))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = value < 0 ? "-" : ""
    return decimals == 0 ? sign + padded : sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }
  private static func grouped(_ digits: String) -> String {
    var result = ""
    for (i, digit) in digits.enumerated() {
      if i > 0 && (digits.count - i) % 3 == 0 && result != "-" { result.append(" ") }
      result.append(digit)
    }
    return result
  }
}

import Glibc

/// Lines over sizes, both axes logarithmic, as SVG.
struct Chart {
  struct Line {
    var name: String
    var points: [(x: Double, y: Double)]
  }
  var name: String, title: String, x: String, y: String
  var lines: [Line]

  private static let colors = ["#2563eb", "#dc2626", "#059669", "#9333ea", "#d97706", "#0891b2"]
  private static let left = 70.0, right = 190.0, top = 40.0, bottom = 50.0, width = 760.0, height = 400.0

  func svg() -> String {
    let points = lines.flatMap(\.points)
    let (xs, ys) = (decades(points.map(\.x)), decades(points.map(\.y)))
    func place(_ value: Double, _ range: ClosedRange<Int>, _ from: Double, _ to: Double) -> Double {
      from + (log10(value) - Double(range.lowerBound)) / Double(range.count - 1) * (to - from)
    }
    func horizontal(_ value: Double) -> Double { place(value, xs, Self.left, Self.width - Self.right) }
    func vertical(_ value: Double) -> Double { place(value, ys, Self.height - Self.bottom, Self.top) }
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" font-family="sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="white"/>
      <text x="\(Self.left)" y="22" font-size="15">\(escaped(title))</text>

      """
    for exponent in xs {
      let at = horizontal(power(exponent))
      text += line(at, Self.top, at, Self.height - Self.bottom, "#e5e7eb", 1)
      text += label(at, Self.height - Self.bottom + 18, "middle", tick(exponent))
    }
    for exponent in ys {
      let at = vertical(power(exponent))
      text += line(Self.left, at, Self.width - Self.right, at, "#e5e7eb", 1)
      text += label(Self.left - 6, at + 4, "end", tick(exponent))
    }
    text += label((Self.left + Self.width - Self.right) / 2, Self.height - 12, "middle", x)
    text +=
      "<text transform=\"translate(16 \((Self.top + Self.height - Self.bottom) / 2)) rotate(-90)\" text-anchor=\"middle\">\(escaped(y))</text>\n"
    for (i, series) in lines.enumerated() {
      let color = Self.colors[i % Self.colors.count]
      let path = series.points.sorted { $0.x < $1.x }.map { "\(rounded(horizontal($0.x))),\(rounded(vertical($0.y)))" }
      text += "<polyline points=\"\(path.joined(separator: " "))\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\"/>\n"
      for point in path {
        let parts = point.split(separator: ",")
        text += "<circle cx=\"\(parts[0])\" cy=\"\(parts[1])\" r=\"3\" fill=\"\(color)\"/>\n"
      }
      let at = Self.top + 10 + Double(i) * 20
      text += line(Self.width - Self.right + 12, at, Self.width - Self.right + 32, at, color, 2)
      text += label(Self.width - Self.right + 38, at + 4, "start", series.name)
    }
    return text + "</svg>\n"
  }
  private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: String, _ width: Int) -> String {
    "<line x1=\"\(rounded(x1))\" y1=\"\(rounded(y1))\" x2=\"\(rounded(x2))\" y2=\"\(rounded(y2))\" stroke=\"\(color)\" stroke-width=\"\(width)\"/>\n"
  }
  private func label(_ x: Double, _ y: Double, _ anchor: String, _ text: String) -> String {
    "<text x=\"\(rounded(x))\" y=\"\(rounded(y))\" text-anchor=\"\(anchor)\">\(escaped(text))</text>\n"
  }
  private func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
  /// Powers of ten around the values, at least two.
  private func decades(_ values: [Double]) -> ClosedRange<Int> {
    let low = Int(log10(values.min() ?? 1).rounded(.down)), high = Int(log10(values.max() ?? 10).rounded(.up))
    return low...max(high, low + 1)
  }
  private func power(_ exponent: Int) -> Double {
    var value = 1.0
    for _ in 0..<abs(exponent) { value *= 10 }
    return exponent < 0 ? 1 / value : value
  }
  private func tick(_ exponent: Int) -> String {
    switch exponent {
    case 9...: "\(Int(power(exponent - 9))) G"
    case 6...: "\(Int(power(exponent - 6))) M"
    case 3...: "\(Int(power(exponent - 3))) k"
    case 0...: "\(Int(power(exponent)))"
    default: "\(power(exponent))"
    }
  }
}

/// The charts of a run.
enum Charts {
  static func all(_ results: Results) -> [Chart] {
    [
      chart(results, "load", "Reading a dump", "load", "time", over: { Double($0.rules) }, "rules", "ms"),
      chart(results, "predict", "One packet, the median over Services", "predict", "p50", over: { Double($0.services) }, "Services", "ns"),
      chart(
        results, "endpoints", "One packet, by endpoints of its Service", "predict", "p50", over: { Double($0.endpoints) }, "endpoints",
        "ns", isSweep: true),
      chart(
        results, "kernel", "Rules the kernel tries for the last Service", "rules the kernel tries", "last Service",
        over: { Double($0.services) }, "Services", "rules"),
    ].compactMap { $0 }
  }
  /// `isSweep`: of the clusters that differ in endpoints; else of those that differ in Services.
  private static func chart(
    _ results: Results, _ name: String, _ title: String, _ scenario: String, _ metric: String, over x: (Figure) -> Double, _ xLabel: String,
    _ yLabel: String,
    isSweep: Bool = false
  ) -> Chart? {
    let own = results.figures.filter { figure in
      let isOfSweep = !figure.workload.contains("1-10 endpoints")
      return figure.scenario == scenario && figure.metric == metric && figure.value > 0 && isOfSweep == isSweep && x(figure) > 0
    }
    var lines: [Chart.Line] = []
    for figure in own {
      let label = figure.engine.isEmpty ? metric : figure.engine
      if let place = lines.firstIndex(where: { $0.name == label }) {
        lines[place].points.append((x(figure), figure.value))
      } else {
        lines.append(Chart.Line(name: label, points: [(x(figure), figure.value)]))
      }
    }
    return lines.contains { $0.points.count > 1 } ? Chart(name: name, title: title, x: xLabel, y: yLabel, lines: lines) : nil
  }
}

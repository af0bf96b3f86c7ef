#if os(Linux)

  import KernelHarness

  extension Scenario {
    /// How many rules of one chain draw.
    var mostDraws: Int {
      var counts: [Substring: Int] = [:]
      for line in rules.split(separator: "\n") where line.contains("--probability") { counts[line.chain, default: 0] += 1 }
      return counts.values.max() ?? 0
    }
    /// The same rules without chance: of those that draw, the one with this number in its chain (from 0) always matches, and the others never.
    func forced(_ number: Int) -> Scenario {
      var counts: [Substring: Int] = [:]
      var forced = self
      forced.rules = rules.split(separator: "\n").map { line -> String in
        guard line.contains("--probability") else { return "\(line)\n" }
        defer { counts[line.chain, default: 0] += 1 }
        var words = line.split(separator: " ").map(String.init)
        if let place = words.firstIndex(of: "--probability") {
          words[place + 1] = counts[line.chain, default: 0] == number ? "1.00000000000" : "0.00000000000"
        }
        return words.joined(separator: " ") + "\n"
      }.joined()
      return forced
    }
  }

  extension Substring {
    fileprivate var chain: Substring { split(separator: " ").drop { $0 != "-A" }.dropFirst().first ?? "" }
  }

#endif

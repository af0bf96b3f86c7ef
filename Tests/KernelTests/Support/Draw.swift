#if os(Linux)

  import PacketPath

  /// Random choices from a seed.
  struct Draw {
    private var generator: SplitMix64
    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    mutating func pick<Value>(_ values: [Value]) -> Value { values[number(0...values.count - 1)] }
    /// True once in `count` times.
    mutating func isOnce(in count: Int) -> Bool { number(1...count) == 1 }
    /// `! ` once in four times.
    mutating func not() -> String { isOnce(in: 4) ? "! " : "" }
    mutating func some<Value>(of values: [Value], _ count: Int) -> [Value] { Array(values.shuffled(using: &generator).prefix(count)) }
  }

#endif

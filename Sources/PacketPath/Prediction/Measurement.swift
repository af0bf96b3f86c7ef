/// What a walk cost, for benchmarks: nothing is put in words.
package struct WalkMeasurement: BitwiseCopyable, Sendable {
  package var outcomes = 0
  /// Of all branches; what the index passed over is not counted.
  package var rulesTried = 0
}

extension Simulator {
  /// Walks one connection as the kernel would, chance drawn from `seed`.
  package func measure(_ packet: Packet, seed: UInt64) -> WalkMeasurement {
    let traversal = traversal(for: packet)
    var sampler = Sampler(generator: SplitMix64(seed: seed)), state = WalkState(packet)
    _ = traversal.run(&state, &sampler)
    return WalkMeasurement(outcomes: 1, rulesTried: sampler.trail.tried)
  }
}

/// What a test says of a packet.
public enum Answer: BitwiseCopyable, Sendable, Equatable {
  case no, yes
  /// It is drawn: the branches have these weights.
  case chance(Chance)
  /// The inputs do not tell.
  case unknown

  @inline(__always) public init(_ holds: Bool) { self = holds ? .yes : .no }
  /// `!` in front of a test: yes and no change places, unknown stays.
  @inline(__always) public func negated(_ isNegated: Bool) -> Answer {
    guard isNegated else { return self }
    switch self {
    case .no: return .yes
    case .yes: return .no
    case .chance(let chance): return .chance(Chance(parts: chance.whole - chance.parts, whole: chance.whole))
    case .unknown: return .unknown
    }
  }
  /// Both hold. Neither may be a chance.
  @inline(__always) public func and(_ other: @autoclosure () -> Answer) -> Answer {
    if self == .no { return .no }
    let second = other()
    return second == .no ? .no : self == .yes ? second : self
  }
  /// One of them holds. Neither may be a chance.
  @inline(__always) public func or(_ other: @autoclosure () -> Answer) -> Answer {
    if self == .yes { return .yes }
    let second = other()
    return second == .yes ? .yes : self == .no ? second : self
  }
}

/// `parts` of `whole`: 2^31 for statistic, n for nth, the weights' sum for a scheduler.
public struct Chance: BitwiseCopyable, Sendable, Hashable {
  public var parts: UInt32, whole: UInt32
  @inline(__always) public init(parts: UInt32, whole: UInt32) {
    self.parts = parts
    self.whole = whole
  }
}

/// An exact probability, `numerator / (odd · 2^twos)`.
///
/// Chances of `statistic` add only twos; `nth` and the schedulers may add an odd part. Lowest terms so cost little: twos cancel by
/// counting zeros, and the odd parts by one binary greatest common divisor.
public struct Weight: Sendable {
  private var numerator: Natural, odd: Natural, twos: Int

  public static let one = Weight(numerator: 1, odd: 1, twos: 0)
  public static let zero = Weight(numerator: 0, odd: 1, twos: 0)
  private init(numerator: Natural, odd: Natural, twos: Int) {
    self.numerator = numerator
    self.odd = odd
    self.twos = twos
  }
  /// `parts / whole`. Precondition: `whole` is not zero.
  public init(_ parts: UInt32, of whole: UInt32) {
    self = .one
    multiply(by: Chance(parts: parts, whole: whole))
  }

  public mutating func multiply(by chance: Chance) {
    precondition(chance.whole != 0, "a chance of nothing")
    let zeros = chance.whole.trailingZeroBitCount
    numerator.multiply(by: chance.parts)
    twos += zeros
    odd.multiply(by: chance.whole >> UInt32(zeros))
  }
  public static func + (a: Weight, b: Weight) -> Weight {
    var a = a, b = b
    if a.odd != b.odd {
      (a.numerator, b.numerator) = (a.numerator * b.odd, b.numerator * a.odd)
      a.odd = a.odd * b.odd
    }
    let twos = max(a.twos, b.twos)
    a.numerator.shiftLeft(twos - a.twos)
    b.numerator.shiftLeft(twos - b.twos)
    a.numerator.add(b.numerator)
    a.twos = twos
    return a.reduced
  }
  public static func * (a: Weight, b: Weight) -> Weight {
    Weight(numerator: a.numerator * b.numerator, odd: a.odd * b.odd, twos: a.twos + b.twos).reduced
  }

  public var isZero: Bool { numerator.isZero }
  public var isOne: Bool { self == .one }

  /// The same in lowest terms.
  public var reduced: Weight {
    if numerator.isZero { return .zero }
    var result = self
    let zeros = min(result.numerator.trailingZeros, twos)
    result.numerator.shiftRight(zeros)
    result.twos -= zeros
    let divisor = Natural.commonDivisor(result.numerator, odd: odd)
    if divisor != 1 {
      result.numerator = result.numerator.dividedExactly(byOdd: divisor)
      result.odd = result.odd.dividedExactly(byOdd: divisor)
    }
    return result
  }

  /// In lowest terms.
  public var fraction: (numerator: String, denominator: String) {
    let lowest = reduced
    return (lowest.numerator.description, lowest.denominator.description)
  }
  private var denominator: Natural {
    var result = odd
    result.shiftLeft(twos)
    return result
  }
  /// Bits of the denominator in lowest terms, less one: 31 for a share of one `statistic` draw.
  public var denominatorExponent: Int { reduced.denominator.bitCount - 1 }

  /// The nearest double, ties to even. Long division of 64 bits and a sticky one, rounded once.
  public var probability: Double {
    if numerator.isZero { return 0 }
    // Draws of `statistic` alone: nothing to divide by but a power of two.
    if odd == 1 { return Double(numerator.leadingBits).scaled(byPowerOfTwo: numerator.bitCount - 64 - twos) }
    let divisor = denominator
    // Scaled so that the quotient has 64 or 65 bits.
    let shift = 64 - (numerator.bitCount - divisor.bitCount)
    var rest = numerator, scaled = divisor
    if shift > 0 { rest.shiftLeft(shift) } else { scaled.shiftLeft(-shift) }
    scaled.shiftLeft(64)
    var quotient: UInt128 = 0
    for _ in 0...64 {
      quotient <<= 1
      if !(rest < scaled) {
        rest.subtract(scaled)
        quotient |= 1
      }
      scaled.shiftRight(1)
    }
    if !rest.isZero { quotient |= 1 }  // sticky: far below the 53 bits that are kept
    return Double(quotient).scaled(byPowerOfTwo: -shift)
  }
}

extension Double {
  /// Multiplied by a power of two, in steps that do not overflow.
  fileprivate func scaled(byPowerOfTwo exponent: Int) -> Double {
    var value = self, left = exponent
    while left > 1000 {
      value *= 0x1p1000
      left -= 1000
    }
    while left < -1000 {
      value *= 0x1p-1000
      left += 1000
    }
    return value * Double(sign: .plus, exponent: left, significand: 1)
  }
}

extension Weight: Equatable, Comparable {
  public static func == (a: Weight, b: Weight) -> Bool { compare(a, b) { $0 == $1 } }
  public static func < (a: Weight, b: Weight) -> Bool { compare(a, b) { $0 < $1 } }
  private static func compare(_ a: Weight, _ b: Weight, _ relation: (Natural, Natural) -> Bool) -> Bool {
    var left = a.numerator * b.odd, right = b.numerator * a.odd
    left.shiftLeft(max(0, b.twos - a.twos))
    right.shiftLeft(max(0, a.twos - b.twos))
    return relation(left, right)
  }
  /// The distance of two weights.
  public func distance(to other: Weight) -> Double { abs(probability - other.probability) }
}

extension Weight: CustomStringConvertible {
  /// `1/3`; `1/1` is whole.
  public var description: String {
    let (numerator, denominator) = fraction
    return "\(numerator)/\(denominator)"
  }
}

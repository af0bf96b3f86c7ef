/// A natural number of any size: 32-bit limbs, the least significant first, no zero limb on top.
struct Natural: Sendable, Equatable, ExpressibleByIntegerLiteral {
  private var limbs: [UInt32]

  init(integerLiteral value: UInt32) { limbs = value == 0 ? [] : [value] }
  private init(limbs: [UInt32]) {
    self.limbs = limbs
    trim()
  }
  private mutating func trim() { while limbs.last == 0 { limbs.removeLast() } }

  var isZero: Bool { limbs.isEmpty }
  var bitCount: Int { limbs.isEmpty ? 0 : limbs.count * 32 - limbs[limbs.count - 1].leadingZeroBitCount }
  /// The 64 bits from the highest one on; the last of them is set if any bit below them is. Precondition: not zero.
  var leadingBits: UInt64 {
    let count = bitCount
    var result: UInt64 = 0, rest = self
    if count > 64 { rest.shiftRight(count - 64) } else { rest.shiftLeft(64 - count) }
    for limb in rest.limbs.reversed() { result = result << 32 | UInt64(limb) }
    return count > 64 && trailingZeros < count - 64 ? result | 1 : result
  }
  /// Zero bits at the low end. Precondition: not zero.
  var trailingZeros: Int {
    let first = limbs.firstIndex { $0 != 0 }!
    return first * 32 + limbs[first].trailingZeroBitCount
  }

  mutating func multiply(by factor: UInt32) {
    if factor == 1 { return }
    var carry: UInt64 = 0
    for i in limbs.indices {
      let product = UInt64(limbs[i]) * UInt64(factor) + carry
      limbs[i] = UInt32(truncatingIfNeeded: product)
      carry = product >> 32
    }
    if carry != 0 { limbs.append(UInt32(carry)) }
    trim()
  }
  static func * (a: Natural, b: Natural) -> Natural {
    if a == 1 { return b }
    if b == 1 { return a }
    var result = [UInt32](repeating: 0, count: a.limbs.count + b.limbs.count)
    for i in a.limbs.indices {
      var carry: UInt64 = 0
      for j in b.limbs.indices {
        let sum = UInt64(a.limbs[i]) * UInt64(b.limbs[j]) + UInt64(result[i + j]) + carry
        result[i + j] = UInt32(truncatingIfNeeded: sum)
        carry = sum >> 32
      }
      result[i + b.limbs.count] = UInt32(carry)
    }
    return Natural(limbs: result)
  }
  mutating func add(_ other: Natural) {
    if limbs.count < other.limbs.count { limbs += repeatElement(0, count: other.limbs.count - limbs.count) }
    var carry: UInt64 = 0
    for i in limbs.indices {
      let sum = UInt64(limbs[i]) + (i < other.limbs.count ? UInt64(other.limbs[i]) : 0) + carry
      limbs[i] = UInt32(truncatingIfNeeded: sum)
      carry = sum >> 32
    }
    if carry != 0 { limbs.append(UInt32(carry)) }
  }
  /// Precondition: `other` is not larger.
  mutating func subtract(_ other: Natural) {
    var borrow: UInt32 = 0
    for i in limbs.indices {
      let (first, one) = limbs[i].subtractingReportingOverflow(i < other.limbs.count ? other.limbs[i] : 0)
      let (second, two) = first.subtractingReportingOverflow(borrow)
      limbs[i] = second
      borrow = one || two ? 1 : 0
    }
    trim()
  }
  mutating func shiftLeft(_ bits: Int) {
    if limbs.isEmpty || bits == 0 { return }
    let (whole, part) = (bits / 32, UInt64(bits % 32))
    var carry: UInt64 = 0
    for i in limbs.indices {
      let shifted = UInt64(limbs[i]) << part | carry
      limbs[i] = UInt32(truncatingIfNeeded: shifted)
      carry = shifted >> 32
    }
    if carry != 0 { limbs.append(UInt32(carry)) }
    limbs.insert(contentsOf: repeatElement(0, count: whole), at: 0)
  }
  mutating func shiftRight(_ bits: Int) {
    limbs.removeFirst(min(bits / 32, limbs.count))
    let part = UInt64(bits % 32)
    for i in limbs.indices {
      let high: UInt64 = i + 1 < limbs.count ? UInt64(limbs[i + 1]) : 0
      limbs[i] = UInt32(truncatingIfNeeded: (high << 32 | UInt64(limbs[i])) >> part)
    }
    trim()
  }
  static func < (a: Natural, b: Natural) -> Bool {
    if a.limbs.count != b.limbs.count { return a.limbs.count < b.limbs.count }
    return a.limbs.reversed().lexicographicallyPrecedes(b.limbs.reversed())
  }

  /// The greatest common divisor with an odd number: shifts and subtractions.
  static func commonDivisor(_ number: Natural, odd: Natural) -> Natural {
    if odd == 1 { return 1 }
    var a = number, b = odd
    while !a.isZero {
      a.shiftRight(a.trailingZeros)
      if a < b { swap(&a, &b) }
      a.subtract(b)
    }
    return b
  }
  /// The quotient by an odd number that divides it, from the low end: the divisor's inverse modulo 2^32 gives limb after limb.
  func dividedExactly(byOdd divisor: Natural) -> Natural {
    let low = divisor.limbs[0]
    var inverse = low  // right in three bits; each round doubles them
    for _ in 0..<4 { inverse = inverse &* (2 &- low &* inverse) }
    var rest = self, quotient: [UInt32] = []
    while !rest.isZero {
      let limb = rest.limbs[0] &* inverse
      quotient.append(limb)
      var product = divisor
      product.multiply(by: limb)
      if !product.isZero { rest.subtract(product) }
      if !rest.isZero { rest.limbs.removeFirst() }
    }
    return Natural(limbs: quotient)
  }
}

extension Natural: CustomStringConvertible {
  var description: String {
    if limbs.isEmpty { return "0" }
    var rest = limbs, groups: [UInt32] = []
    while !rest.isEmpty {
      var carry: UInt64 = 0
      for i in rest.indices.reversed() {
        let value = carry << 32 | UInt64(rest[i])
        rest[i] = UInt32(value / 1_000_000_000)
        carry = value % 1_000_000_000
      }
      groups.append(UInt32(carry))
      while rest.last == 0 { rest.removeLast() }
    }
    let tail = groups.dropLast().reversed().map { group in
      let digits = String(group)
      return String(repeating: "0", count: 9 - digits.count) + digits
    }
    return String(groups[groups.count - 1]) + tail.joined()
  }
}

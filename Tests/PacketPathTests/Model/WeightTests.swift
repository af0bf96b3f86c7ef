import PacketPath
import Testing

@Suite struct WeightTests {
  @Test func `a chain of kube-proxy's probabilities gives exact shares in lowest terms`() {
    let first = Weight(715_820_724, of: 1 << 31)
    var rest = Weight(UInt32(1 << 31) - 715_820_724, of: 1 << 31)
    rest.multiply(by: Chance(parts: 1 << 30, whole: 1 << 31))
    #expect(first.description == "178955181/536870912")
    #expect(rest.description == "357915731/1073741824")
    #expect((first + rest + rest) == .one)
  }
  @Test func `odd denominators cancel`() {
    var weight = Weight(6, of: 10)
    weight.multiply(by: Chance(parts: 5, whole: 9))
    #expect(weight.description == "1/3")
    #expect((weight + Weight(1, of: 6)).description == "1/2")
    #expect((weight * Weight(3, of: 4)).description == "1/4")
  }
  @Test func `nothing and everything`() {
    #expect(Weight.zero.description == "0/1" && Weight.zero.probability == 0 && Weight.zero.isZero)
    #expect(Weight.one.description == "1/1" && Weight.one.probability == 1 && Weight.one.isOne)
    #expect(Weight(0, of: 7).isZero && Weight(7, of: 7).isOne)
  }
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `a probability is the nearest double, as UInt128 arithmetic finds it`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<400 {
      let whole = UInt32.random(in: 1...(.max), using: &generator), parts = UInt32.random(in: 0...whole, using: &generator)
      // A quotient of two integers below 2^53 is correctly rounded by the machine.
      #expect(Weight(parts, of: whole).probability == Double(parts) / Double(whole))
    }
  }
  @Test(arguments: 1...4 as ClosedRange<UInt64>) func `of draws of statistic alone, too`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<400 {
      let draws = (0..<4).map { _ in UInt32.random(in: 1..<(1 << 31), using: &generator) }
      let weight = draws.reduce(Weight.one) { $0 * Weight($1, of: 1 << 31) }
      let product = draws.reduce(UInt128(1)) { $0 * UInt128($1) }
      #expect(weight.probability == Double(product) * 0x1p-124)
    }
  }
  @Test func `a product of a thousand chances neither overflows nor vanishes`() {
    var weight = Weight.one
    for _ in 0..<1000 { weight.multiply(by: Chance(parts: (1 << 31) - 1, whole: 1 << 31)) }
    #expect(abs(weight.probability - 0.999_999_534_338_79) < 1e-12)
    #expect(weight.denominatorExponent == 31_000)
    #expect(weight.description.hasSuffix("/" + Weight(1, of: 2).power(31_000).fraction.denominator))
  }
  @Test func `weights compare by value`() {
    #expect(Weight(1, of: 3) < Weight(1, of: 2))
    #expect(Weight(2, of: 6) == Weight(1, of: 3))
    #expect(Weight(1, of: 3) != Weight(715_827_883, of: 1 << 31))
  }
}

extension Weight {
  fileprivate func power(_ exponent: Int) -> Weight { (0..<exponent).reduce(.one) { result, _ in result * self } }
}

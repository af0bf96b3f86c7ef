/// The 16 characters that end a chain's name, as a number whose order is that of the text.
///
/// In base 32 digits stand behind letters, in text before them: here each character has its rank in the text's order.
struct ChainHash: Comparable, BitwiseCopyable {
  /// 80 bits.
  var ranks: UInt128

  init(ranks: UInt128) { self.ranks = ranks }
  /// Of a text as ``ChainName`` hashes it.
  init(_ text: String) {
    let digest = SHA256.digest(text.utf8)
    var bits: UInt128 = 0
    for byte in digest.prefix(10) { bits = bits << 8 | UInt128(byte) }
    ranks = 0
    for i in 0..<16 {
      let value = bits >> UInt128(75 - 5 * i) & 31
      ranks = ranks << 5 | (value + 6) & 31
    }
  }
  static func < (a: ChainHash, b: ChainHash) -> Bool { a.ranks < b.ranks }

  var text: String {
    // Exactly the sixteen bytes that are asked for are written.
    unsafe String(unsafeUninitializedCapacity: 16) { buffer in
      for i in 0..<16 {
        let rank = UInt8(truncatingIfNeeded: ranks >> UInt128(75 - 5 * i) & 31)
        unsafe buffer[i] = rank < 6 ? 0x32 + rank : 0x41 + rank - 6
      }
      return 16
    }
  }
}

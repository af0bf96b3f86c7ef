/// Base 32 with the standard alphabet in capitals (RFC 4648, section 6).
enum Base32 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

  /// The first `count` characters. Precondition: the bytes hold that many times five bits.
  static func encode(_ bytes: [UInt8], count: Int) -> String {
    precondition(bytes.count * 8 >= count * 5, "fewer bits than characters need")
    var result = "", buffer: UInt16 = 0, bits = 0, next = 0
    for _ in 0..<count {
      if bits < 5 {
        buffer = buffer << 8 | UInt16(bytes[next])
        next += 1
        bits += 8
      }
      bits -= 5
      result.append(alphabet[Int(buffer >> UInt16(bits)) & 31])
    }
    return result
  }
}

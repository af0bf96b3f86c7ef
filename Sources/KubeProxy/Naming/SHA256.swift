/// SHA-256 (FIPS 180-4), of which kube-proxy makes the names of its chains. For names alone: not hardened against side channels.
enum SHA256 {
  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2).
  private static let constants: [UInt32] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc,
    0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585,
    0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814,
    0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  ]

  /// The digest's 32 bytes.
  static func digest(_ message: some Collection<UInt8>) -> [UInt8] {
    var hash: [UInt32] = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]
    let padded = padded(message)
    var block = padded[...]
    while !block.isEmpty {
      compress(block.prefix(64), into: &hash)
      block = block.dropFirst(64)
    }
    return hash.flatMap(bigEndian)
  }
  /// A one bit, zeros, and the length in bits: a multiple of 64 bytes (section 5.1.1).
  private static func padded(_ message: some Collection<UInt8>) -> [UInt8] {
    var bytes = Array(message)
    let bits = UInt64(bytes.count) * 8
    bytes.append(0x80)
    bytes += repeatElement(0, count: (120 - bytes.count % 64) % 64)
    return bytes + bigEndian(UInt32(bits >> 32)) + bigEndian(UInt32(truncatingIfNeeded: bits))
  }
  private static func bigEndian(_ word: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
  private static func rotated(_ word: UInt32, right count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

  /// One block of 64 bytes (section 6.2.2).
  private static func compress(_ block: ArraySlice<UInt8>, into hash: inout [UInt32]) {
    var schedule: [UInt32] = []
    schedule.reserveCapacity(64)
    for start in stride(from: block.startIndex, to: block.endIndex, by: 4) {
      schedule.append(block[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) })
    }
    for t in 16..<64 {
      let early = schedule[t - 15], late = schedule[t - 2]
      let first = rotated(early, right: 7) ^ rotated(early, right: 18) ^ early >> 3
      let second = rotated(late, right: 17) ^ rotated(late, right: 19) ^ late >> 10
      schedule.append(second &+ schedule[t - 7] &+ first &+ schedule[t - 16])
    }
    var (a, b, c, d, e, f, g, h) = (hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7])
    for t in 0..<64 {
      let sum1 = rotated(e, right: 6) ^ rotated(e, right: 11) ^ rotated(e, right: 25)
      let choice = (e & f) ^ (~e & g)
      let first = h &+ sum1 &+ choice &+ constants[t] &+ schedule[t]
      let sum0 = rotated(a, right: 2) ^ rotated(a, right: 13) ^ rotated(a, right: 22)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ sum0 &+ majority)
    }
    for (i, word) in [a, b, c, d, e, f, g, h].enumerated() { hash[i] &+= word }
  }
}

/// Where generated text goes, piece by piece: a file, a socket, an array.
public typealias ByteSink = (_ piece: [UInt8]) throws -> Void

/// Gathers text and hands it on in pieces, so that a text of any length needs little memory.
///
/// The first failure of the sink is kept, what follows is dropped, and ``finish()`` throws it: writers of rules stay plain.
struct ByteWriter: ~Copyable {
  private static let pieceSize = 1 << 16
  private var buffer: [UInt8] = []
  private let sink: ByteSink
  private var failure: (any Error)?

  init(_ sink: @escaping ByteSink) {
    self.sink = sink
    buffer.reserveCapacity(Self.pieceSize + 4096)
  }
  mutating func write(_ parts: String...) {
    for part in parts { buffer.append(contentsOf: part.utf8) }
    if buffer.count >= Self.pieceSize { flush() }
  }
  private mutating func flush() {
    if failure == nil && !buffer.isEmpty {
      do { try sink(buffer) } catch { failure = error }
    }
    buffer.removeAll(keepingCapacity: true)
  }
  /// Hands on what is left. Throws what the sink threw, if it did.
  consuming func finish() throws {
    flush()
    if let failure { throw failure }
  }
}

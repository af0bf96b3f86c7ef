/// `-j CONNMARK`: the connection's mark set, saved from the packet's, or restored to it (connmark_tg_shift in xt_connmark.c).
///
/// Without a conntrack entry it does nothing.
public struct ConnmarkTarget: Target {
  public static let info = ExtensionInfo(
    "CONNMARK",
    options: [
      "--set-xmark value[/mask]", "--set-mark value[/mask]", "--and-mark bits", "--or-mark bits", "--xor-mark bits", "--save-mark",
      "--restore-mark", "--mask mask", "--nfmask mask", "--ctmask mask", "--left-shift-mark n", "--right-shift-mark n",
    ], "Exact.")
  private enum Mode: UInt8, BitwiseCopyable { case set, save, restore }
  /// The value to set, or the packet's mask; and the connection's mask.
  private var value: UInt32 = 0, mask: UInt32 = .max
  private var mode = Mode.set
  private var shift: UInt8 = 0
  private var shiftsRight = false

  public init?(parsing reader: inout RuleReader) {
    var seen = SeenOptions()
    let action: UInt32 = 0, bothMasks: UInt32 = 1, packetMask: UInt32 = 2, connectionMask: UInt32 = 3
    var masks: (packet: UInt32?, connection: UInt32?) = (nil, nil)
    while true {
      if reader.takesPlain("--set-xmark", action, of: &seen) {
        guard let both = reader.valueAndMask() else { return nil }
        (value, mask) = both
      } else if reader.takesPlain("--set-mark", action, of: &seen) {
        guard let both = reader.valueAndMask() else { return nil }
        (value, mask) = (both.value, both.mask | both.value)
      } else if reader.takesPlain("--or-mark", action, of: &seen) {
        guard let bits = reader.number() else { return nil }
        (value, mask) = (UInt32(bits), UInt32(bits))
      } else if reader.takesPlain("--and-mark", action, of: &seen) {
        guard let bits = reader.number() else { return nil }
        (value, mask) = (0, ~UInt32(bits))
      } else if reader.takesPlain("--xor-mark", action, of: &seen) {
        guard let bits = reader.number() else { return nil }
        (value, mask) = (UInt32(bits), 0)
      } else if reader.takesPlain("--save-mark", action, of: &seen) {
        mode = .save
      } else if reader.takesPlain("--restore-mark", action, of: &seen) {
        mode = .restore
      } else if reader.takesPlain("--mask", bothMasks, of: &seen) {
        guard let bits = reader.number(), !seen.contains(packetMask), !seen.contains(connectionMask) else { return nil }
        masks = (UInt32(bits), UInt32(bits))
      } else if !seen.contains(bothMasks), reader.takesPlain("--nfmask", packetMask, of: &seen) {
        guard let bits = reader.number() else { return nil }
        masks.packet = UInt32(bits)
      } else if !seen.contains(bothMasks), reader.takesPlain("--ctmask", connectionMask, of: &seen) {
        guard let bits = reader.number() else { return nil }
        masks.connection = UInt32(bits)
      } else if let right = Self.takesShift(&reader) {
        guard let bits = reader.number(upTo: 31) else { return nil }
        (shift, shiftsRight) = (UInt8(bits), right)
      } else {
        break
      }
    }
    guard seen.contains(action), mode != .set || masks.packet == nil || seen.contains(bothMasks) else { return nil }
    if mode != .set { value = masks.packet ?? .max }
    mask = masks.connection ?? mask
  }
  /// Whether a shift option stands here, and whether it shifts to the right.
  private static func takesShift(_ reader: inout RuleReader) -> Bool? {
    if reader.takesPlain("--left-shift-mark") { return false }
    return reader.takesPlain("--right-shift-mark") ? true : nil
  }
  private func shifted(_ mark: UInt32) -> UInt32 { shiftsRight ? mark >> UInt32(shift) : mark << UInt32(shift) }

  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    guard skb.conntrack.hasEntry || skb.conntrack.isTemplate else { return .goOn }
    let before = (skb.mark, skb.conntrack.mark)
    switch mode {
    case .set: skb.conntrack.mark = shifted((skb.conntrack.mark & ~mask) ^ value)
    case .save: skb.conntrack.mark = (skb.conntrack.mark & ~mask) ^ shifted(skb.mark & value)
    case .restore: skb.mark = (skb.mark & ~value) ^ shifted(skb.conntrack.mark & mask)
    }
    if (skb.mark, skb.conntrack.mark) != before { skb.generation &+= 1 }
    return .goOn
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j CONNMARK")
    switch mode {
    case .set: writer.write(" --set-xmark ")
    case .save: writer.write(" --save-mark --nfmask ")
    case .restore: writer.write(" --restore-mark --nfmask ")
    }
    writer.writeHex(value)
    writer.write(mode == .set ? "/" : " --ctmask ")
    writer.writeHex(mask)
    if shift != 0 { writer.write(shiftsRight ? " --right-shift-mark \(shift)" : " --left-shift-mark \(shift)") }
  }
  public var needsConntrack: Bool { true }
}

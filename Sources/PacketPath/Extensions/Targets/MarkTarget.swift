/// `-j MARK`: mark = (mark & ~mask) ^ value (mark_tg in xt_mark.c). All its forms are stored as `--set-xmark`.
public struct MarkTarget: Target {
  public static let info = ExtensionInfo(
    "MARK", options: ["--set-xmark value[/mask]", "--set-mark value[/mask]", "--and-mark bits", "--or-mark bits", "--xor-mark bits"],
    "Exact.")
  let value: UInt32, mask: UInt32

  @inline(__always) public init?(parsing reader: inout RuleReader) {
    if reader.takesPlain("--set-xmark") {
      guard let both = reader.valueAndMask() else { return nil }
      (value, mask) = both
    } else {
      guard let other = Self(otherForm: &reader) else { return nil }
      self = other
    }
  }
  private init?(otherForm reader: inout RuleReader) {
    if reader.takesPlain("--set-mark") {
      guard let both = reader.valueAndMask() else { return nil }
      (value, mask) = (both.value, both.mask | both.value)
    } else if reader.takesPlain("--or-mark") {
      guard let bits = reader.number() else { return nil }
      (value, mask) = (UInt32(bits), UInt32(bits))
    } else if reader.takesPlain("--and-mark") {
      guard let bits = reader.number() else { return nil }
      (value, mask) = (0, ~UInt32(bits))
    } else if reader.takesPlain("--xor-mark") {
      guard let bits = reader.number() else { return nil }
      (value, mask) = (UInt32(bits), 0)
    } else {
      return nil
    }
  }
  @inline(__always) public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    let mark = (skb.mark & ~mask) ^ value
    if mark != skb.mark {
      skb.mark = mark
      skb.generation &+= 1
    }
    return .goOn
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j MARK --set-xmark ")
    writer.writeHex(value)
    writer.write("/")
    writer.writeHex(mask)
  }
}

public import PacketPath

/// Branches that kube-proxy's rules mark for masquerading, in inputs where nothing masquerades them.
///
/// A fragment that `grep` cut out shows the mark and not KUBE-POSTROUTING; a dump without it tells of a real fault: the endpoint's answer
/// goes to the client as from an address that it never asked. Worst where the client is the endpoint itself (hairpin).
public enum MasqueradeGap {
  public static func notes(on prediction: Prediction, in rulesets: [Ruleset]) -> [Diagnostic] {
    let own = rulesets.filter { $0.family == prediction.packet.family }
    let masquerades = own.contains { ruleset in
      ruleset.rules.contains { if case .masquerade = $0.target { true } else { false } }
    }
    if masquerades { return [] }
    var notes: [Diagnostic] = []
    for outcome in prediction.outcomes where outcome.verdict.isPass && outcome.sourceTranslation == nil {
      guard let mark = mark(outcome) else { continue }
      let hairpin = outcome.endpoint.address == prediction.packet.sourceAddress ? ", back to the sender," : ""
      let note = Diagnostic(
        .warning,
        "the branch to \(outcome.endpoint)\(hairpin) is marked 0x\(String(mark, radix: 16)) for masquerade, but nothing in the input masquerades it"
      )
      if !notes.contains(note) { notes.append(note) }
    }
    return notes
  }
  /// The bits that a chain of kube-proxy's set in the packet's mark, and that it still has at its end.
  private static func mark(_ outcome: Outcome) -> UInt32? {
    let step = outcome.path.last {
      $0.action.hasPrefix("MARK ") && ($0.chain == "KUBE-MARK-MASQ" || $0.chain?.hasPrefix("KUBE-SEP-") == true)
    }
    guard let bits = step?.action.split(separator: "/").last.flatMap({ UInt32($0.dropFirst(2), radix: 16) }), let out = outcome.out else {
      return nil
    }
    return out.mark & bits == 0 ? nil : out.mark & bits
  }
}

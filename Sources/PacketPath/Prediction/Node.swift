/// Everything that is known of one Linux node.
public struct Node: Sendable {
  /// Rules of either family. Of one family's, those of the backend that was registered last come first, as hooks call them.
  public var rulesets: [Ruleset]
  public var facts: NodeFacts
  /// Names under which a user knows the rulesets' texts, in the same order.
  public var backend: Backend

  /// `backend` holds for rulesets whose header does not tell.
  public init(rulesets: [Ruleset] = [], facts: NodeFacts = NodeFacts(), backend: Backend = .nft) {
    self.rulesets = rulesets
    self.facts = facts
    self.backend = backend
  }
}

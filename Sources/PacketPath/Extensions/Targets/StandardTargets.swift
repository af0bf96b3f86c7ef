/// `-j ACCEPT`, `-j DROP`, `-j RETURN` and `-j QUEUE`: verdicts without options (ip_tables.c; `-j QUEUE` is NFQUEUE 0).
enum StandardTarget {
  static let infos = [
    ExtensionInfo("ACCEPT", "The table is done with the packet at this hook; later tables still see it."),
    ExtensionInfo("DROP", "The packet is gone."),
    ExtensionInfo("RETURN", "Back to the calling chain; in a base chain, to its policy."),
    ExtensionInfo("QUEUE", model: .partial, "A program decides: the packet is queued."),
  ]
}

import PacketPath

extension Table {
  /// The table as it is saved, with all its base chains and these rules, each from its chain's name on.
  func text(_ rules: [String], policy: String = "ACCEPT") -> String {
    "*\(name)\n" + hooks.map { ":\($0.name) \(policy) [0:0]\n" }.joined() + rules.map { "-A \($0)\n" }.joined() + "COMMIT\n"
  }
}

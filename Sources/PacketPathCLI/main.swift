import FoundationEssentials
import PacketPath

let path = CommandLine.arguments[1]
let data = try Data(contentsOf: URL(filePath: path))
let text = SourceText(Array(data), name: path)
let ruleset = IPTablesSaveParser.parse(text)
for d in ruleset.diagnostics.prefix(10) { print(d) }
print(ruleset.rules.count, "rules", ruleset.chains.count, "chains", ruleset.tests.count, "tests", ruleset.family, MemoryLayout<Test>.stride, MemoryLayout<Rule>.stride, MemoryLayout<Chain>.stride, MemoryLayout<WalkSize>.size)
enum WalkSize {}
let out = ruleset.save()
if out == Array(data) { print("round trip ok") } else {
  let a = String(decoding: out, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  let b = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  print("differs", a.count, b.count)
  var shown = 0
  for (x, y) in zip(a, b) where x != y { print("-", y); print("+", x); shown += 1; if shown > 8 { break } }
}
if CommandLine.arguments.count > 3 {
  let sim = Simulator(Node(rulesets: [ruleset]))
  let p = sim.predict(Packet(from: Address(CommandLine.arguments[2])!, to: Address(CommandLine.arguments[3])!, port: UInt16(CommandLine.arguments[4])!))
  for o in p.outcomes {
    print(o.weight, o.weight.probability, o.verdict, o.endpoint, o.sourceTranslation as Any, o.answer as Any, o.assumptions)
    for s in o.path { print("   ", s.hook, s.table, s.chain ?? "", s.rule as Any, s.kind, s.action, s.line as Any) }
  }
  print(p.endpoints.map { "\($0.endpoint) \($0.share)" }, p.isUnknown)
}

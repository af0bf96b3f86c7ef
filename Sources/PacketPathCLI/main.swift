import FoundationEssentials
import PacketPath
let path = CommandLine.arguments[1]
let data = Array(try Data(contentsOf: URL(filePath: path)))
let clock = ContinuousClock()
for _ in 0..<1 {
let text = SourceText(data, name: path)
let t0 = clock.now
let ruleset = IPTablesSaveParser.parse(text, family: .ipv4)
let t1 = clock.now
let out = CommandLine.arguments.count > 2 ? ruleset.save() : data
let t2 = clock.now
print("parse", t1 - t0, "rules", ruleset.rules.count, "save", t2 - t1, out == data)
var facts = NodeFacts(); facts.addresses = [InterfaceAddress(InterfaceName("eth0")!, .v4(192,168,0,10), length: 24)]
let sim = Simulator(Node(rulesets: [ruleset], facts: facts))
let t3 = clock.now
let p = sim.predict(Packet(from: .v4(10,244,1,9), to: .v4(10,96,10,4), port: 80))
let t4 = clock.now
let q = sim.predict(Packet(from: .v4(10,244,1,9), to: .v4(10,96,10,4), port: 80))
let t5 = clock.now
print("first", t4 - t3, p.outcomes.count, "second", t5 - t4, q.outcomes.count)
}

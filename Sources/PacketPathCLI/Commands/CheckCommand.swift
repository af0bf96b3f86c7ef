import KubeProxy
import PacketPath

enum CheckCommand {
  static let command = Command(name: "check", operands: "ASSERTIONS [INPUT ...]", summary: "assertions about packets, for CI", description: [], flags: Flag.inputs, examples: [], run: { _ in .good })
}

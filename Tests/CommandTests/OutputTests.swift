#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
import PacketPathCLI
import Testing

struct OutputTests {
  @Test func `a closed pipe ends quietly`() {
    var ends: [Int32] = [0, 0]
    // The system fills both elements.
    #expect(unsafe pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    let output = Output(descriptor: ends[1]), errors = Output()
    // Ignores SIGPIPE, as the tool does.
    var surroundings = Surroundings.process()
    surroundings.directory = root
    let code = CommandLineTool(surroundings, output: output, errors: errors).run(["extensions"])
    #expect(code == 0 && output.isClosed && output.failure == nil && errors.text.isEmpty)
  }
  @Test func `a full disk is said so`() throws {
    let descriptor = unsafe open("/dev/full", O_WRONLY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let errors = Output()
    let code = CommandLineTool(Surroundings(), output: Output(descriptor: descriptor), errors: errors).run(["extensions"])
    #expect(code == 2 && errors.text.contains("standard output: "))
  }
  @Test func `remarks about an input are told on standard error, the first of very many`() {
    let rules = "*filter\n:INPUT ACCEPT [0:0]\n" + String(repeating: "-A INPUT --bogus\u{1b}[2J 1 -j ACCEPT\n", count: 50) + "COMMIT\n"
    let run = packetpath("trace 192.0.2.1:80 - --from 198.51.100.1", input: rules)
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count == 21 && lines.last?.contains("30 further remarks; -v shows them") == true, "\(run.errors)")
    #expect(!run.errors.contains("\u{1b}") && !run.output.contains("\u{1b}"))
    #expect(packetpath("trace 192.0.2.1:80 - --from 198.51.100.1 -q", input: rules).errors.isEmpty)
  }
}

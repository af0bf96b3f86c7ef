import Testing

@testable import PacketPathCLI

struct HelpTests {
  @Test func `help goes to standard output, a bare call's to standard error`() {
    for words in [["help"], ["--help"], ["-h"]] {
      let run = packetpath(words)
      #expect(run.code == 0 && run.errors.isEmpty && run.output.contains("Usage:"))
    }
    let bare = packetpath([])
    #expect(bare.code == 2 && bare.output.isEmpty && bare.errors.contains("Usage:"))
  }
  @Test(arguments: Command.all.map(\.name)) func `every command says what it is, with its flags and its examples last`(name: String) throws
  {
    let command = try Command.named(name)
    let run = packetpath([name, "--help"])
    #expect(run.code == 0 && run.output == packetpath(["help", name]).output)
    for flag in command.allFlags { #expect(run.output.contains("--\(flag.name)")) }
    for line in run.output.split(separator: "\n") where !line.hasPrefix("  #") && !line.contains("packetpath ") {
      #expect(line.count <= 80, "\(line)")
    }
    if let last = command.examples.last { #expect(run.output.hasSuffix("  \(last.line)\n")) }
  }
  @Test func `commands that do not exist yet are not listed`() {
    for name in ["validate", "lint", "diff", "graph", "generate"] where !Command.all.contains(where: { $0.name == name }) {
      #expect(!packetpath("help").output.contains("\n  \(name) "))
      #expect(packetpath([name]).code == 2)
    }
  }
  @Test func `no command describes a flag twice`() {
    for command in Command.all {
      #expect(Set(command.allFlags.map(\.name)).count == command.allFlags.count)
      let letters = command.allFlags.compactMap(\.short)
      #expect(Set(letters).count == letters.count)
    }
  }
  @Test func `a version is a name and three numbers`() {
    let words = packetpath("--version").output.split(whereSeparator: \.isWhitespace)
    #expect(words.count == 2 && words[0] == "packetpath" && words[1].split(separator: ".").count == 3)
  }
  @Test(arguments: Completions.shells) func `completions name every command and flag`(shell: String) {
    let run = packetpath(["completions", shell])
    #expect(run.code == 0)
    for command in Command.all { for flag in command.allFlags { #expect(run.output.contains(flag.name)) } }
  }
  @Test func `the manual page is roff whose text lines begin no request`() {
    let lines = packetpath("help --man").output.split(separator: "\n")
    #expect(lines.first?.hasPrefix(".TH PACKETPATH 1") == true)
    let requests = [".TH", ".SH", ".B", ".br", ".TP", ".PP", ".EX", ".EE"]
    for line in lines where line.hasPrefix(".") || line.hasPrefix("'") {
      #expect(requests.contains { line == $0 || line.hasPrefix($0 + " ") }, "\(line)")
    }
  }
  @Test func `a mistaken command is told on standard error`() {
    let run = packetpath("trcae 10.0.0.1:80")
    #expect(run.code == 2 && run.output.isEmpty)
    #expect(run.errors == "packetpath: trcae: no such command\n  did you mean trace?\n")
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

let tool = CommandLineTool(.process(), output: Output(descriptor: STDOUT_FILENO), errors: Output(descriptor: STDERR_FILENO))
exit(tool.run(Array(CommandLine.arguments.dropFirst())))

// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import OCI

/// Instructions in the vectors' words: the members of BuildKit's types.
extension JSONValue {
  init(_ file: Dockerfile) {
    let meta = file.metaArguments.map { instruction in JSONValue(instruction)["fields"] ?? .null }
    let stages = file.stages.map { stage in
      JSONValue.object([
        ("base", .string(stage.from.image)), ("name", .string(stage.from.name)),
        ("platform", .string(stage.from.platform)), ("commands", .list(stage.instructions.map { JSONValue($0) })),
      ])
    }
    self = .object([("metaArgs", .list(meta)), ("stages", .list(stages))])
  }

  private init(_ instruction: Instruction) {
    let (type, fields, network) = JSONValue.parts(of: instruction.command)
    var members: [(String, JSONValue)] = [("type", .string(type)), ("fields", .object(fields))]
    if let network { members.append(("network", .string(network))) }
    self = .object(members)
  }

  private typealias Members = [(String, JSONValue)]

  private static func parts(of command: Command) -> (type: String, fields: Members, network: String?) {
    switch command {
    case .add(let add):
      let own: Members = [
        ("Checksum", .string(add.checksum)), ("KeepGitDir", .optional(add.keepsGitDirectory)),
        ("Unpack", .optional(add.unpacks)),
      ]
      return ("AddCommand", fields(of: add.files) + own, nil)
    case .arg(let arguments): return ("ArgCommand", [("Args", .array(arguments.map { JSONValue($0) }))], nil)
    case .cmd(let line): return ("CmdCommand", fields(of: line, emptyIsNull: false), nil)
    case .copy(let copy):
      let own: Members = [("From", .string(copy.from)), ("Parents", .bool(copy.keepsParents))]
      return ("CopyCommand", fields(of: copy.files) + own, nil)
    case .entrypoint(let line): return ("EntrypointCommand", fields(of: line, emptyIsNull: true), nil)
    case .env(let pairs): return ("EnvCommand", [("Env", .array(pairs.map { JSONValue($0) }))], nil)
    case .expose(let ports): return ("ExposeCommand", [("Ports", .strings(ports))], nil)
    case .from: return ("Stage", [], nil)
    case .healthcheck(let check): return ("HealthCheckCommand", [("Health", JSONValue(check))], nil)
    case .label(let pairs): return ("LabelCommand", [("Labels", .array(pairs.map { JSONValue($0) }))], nil)
    case .maintainer(let name): return ("MaintainerCommand", [("Maintainer", .string(name))], nil)
    case .onBuild(let text): return ("OnbuildCommand", [("Expression", .string(text))], nil)
    case .run(let run):
      var members = fields(of: run.commandLine, emptyIsNull: false, files: run.heredocs)
      members.append(("FlagsUsed", .strings(run.flags)))
      return ("RunCommand", members, run.network.rawValue)
    case .shell(let words): return ("ShellCommand", [("Shell", .strings(words))], nil)
    case .stopSignal(let signal): return ("StopSignalCommand", [("Signal", .string(signal))], nil)
    case .user(let user): return ("UserCommand", [("User", .string(user))], nil)
    case .volume(let volumes): return ("VolumeCommand", [("Volumes", .strings(volumes))], nil)
    case .workdir(let path): return ("WorkdirCommand", [("Path", .string(path))], nil)
    }
  }

  private static func fields(of line: CommandLine, emptyIsNull: Bool, files: [Heredoc] = []) -> Members {
    [
      ("CmdLine", emptyIsNull ? .list(line.words.map { .string($0) }) : .strings(line.words)),
      ("PrependShell", .bool(line.isShell)),
      (
        "Files",
        .list(
          files.map {
            .object([("Name", .string($0.name)), ("Data", .string($0.written)), ("Chomp", .bool($0.stripsTabs))])
          })
      ),
    ]
  }

  private static func fields(of files: FileTransfer) -> Members {
    let contents = files.heredocs.map {
      JSONValue.object([("Path", .string($0.name)), ("Data", .string($0.content)), ("Expand", .bool($0.isExpanded))])
    }
    return [
      ("DestPath", .string(files.destination)), ("SourcePaths", .list(files.sources.map { .string($0) })),
      ("SourceContents", .list(contents)), ("Chown", .string(files.owner)), ("Chmod", .string(files.mode)),
      ("Link", .bool(files.isLinked)), ("ExcludePatterns", .list(files.excludes.map { .string($0) })),
    ]
  }

  private init(_ argument: BuildArgument) {
    self = .object([
      ("Key", .string(argument.name)), ("Value", argument.value.map { .string($0) } ?? .null),
      ("DocComment", .string(argument.comment)),
    ])
  }

  private init(_ pair: Assignment) {
    self = .object([
      ("Key", .string(pair.key)), ("Value", .string(pair.value)), ("NoDelim", .bool(!pair.hasEquals)),
    ])
  }

  private init(_ check: HealthcheckInstruction) {
    var members: Members = [("Test", .strings(check.test))]
    let numbers = [
      ("Interval", check.interval), ("Timeout", check.timeout), ("StartPeriod", check.startPeriod),
      ("StartInterval", check.startInterval), ("Retries", check.retries),
    ]
    for (name, value) in numbers where value != 0 { members.append((name, .integer(value))) }
    self = .object(members)
  }
}

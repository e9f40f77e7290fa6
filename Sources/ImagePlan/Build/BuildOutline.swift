// SPDX-License-Identifier: Apache-2.0
internal import Dockerfile
internal import OCI

/// What a target can be given: arguments, secrets, agents.
struct BuildOutline {
  struct Need: Equatable {
    var id: String
    var isRequired: Bool
  }
  let target: String
  let description: String
  private(set) var arguments: [BuildArgument] = []
  private(set) var secrets: [Need] = []
  private(set) var agents: [Need] = []

  init(_ file: Dockerfile, _ options: BuildOptions) throws(BuildError) {
    let globals = try GlobalArguments(file, options)
    let graph = try StageGraph(file, globals, options)
    let node = graph.nodes[graph.target]
    target = node.stage.from.name.isEmpty ? "default" : node.stage.from.name
    description = node.stage.from.comment
    for argument in globals.declared { add(argument) }
    for index in graph.reachable(from: [graph.target]) {
      for instruction in graph.nodes[index].stage.instructions {
        switch instruction.command {
        case .arg(let declared):
          for argument in declared {
            var argument = argument
            argument.value = options.argument(argument.name) ?? argument.value ?? globals.variables[argument.name]
            if !globals.automatic.contains(argument.name) { add(argument) }
          }
        case .run(let run):
          for option in run.mountOptions {
            guard let mount = try? RunMount(parsing: option) else { continue }
            switch mount.kind {
            case .secret: BuildOutline.add(Need(id: SecretPlace.id(mount), isRequired: mount.isRequired), to: &secrets)
            case .ssh:
              BuildOutline.add(
                Need(id: mount.id.isEmpty ? "default" : mount.id, isRequired: mount.isRequired), to: &agents)
            case .bind, .cache, .tmpfs: break
            }
          }
        case .add, .cmd, .copy, .entrypoint, .env, .expose, .from, .healthcheck, .label, .maintainer, .onBuild, .shell,
          .stopSignal, .user, .volume, .workdir:
          break
        }
      }
    }
  }

  private mutating func add(_ argument: BuildArgument) {
    guard let known = arguments.firstIndex(where: { $0.name == argument.name }) else {
      arguments.append(argument)
      return
    }
    if arguments[known].value == nil { arguments[known].value = argument.value }
    if arguments[known].comment.isEmpty { arguments[known].comment = argument.comment }
  }

  private static func add(_ need: Need, to needs: inout [Need]) {
    guard let known = needs.firstIndex(where: { $0.id == need.id }) else {
      needs.append(need)
      return
    }
    needs[known].isRequired = needs[known].isRequired || need.isRequired
  }
}

// SPDX-License-Identifier: Apache-2.0
package import Dockerfile
internal import OCI

// RUN.
extension StageInterpreter {
  mutating func run(_ run: RunInstruction, _ instruction: Instruction) throws(BuildError) {
    var words = run.commandLine.words
    var script: (name: String, content: [UInt8])?
    if let heredoc = run.heredocs.first {
      guard words.count == 1, run.commandLine.isShell else {
        throw BuildError(.heredoc, "RUN takes a heredoc in its shell form only")
      }
      if try HeredocWord(parsing: words[0]) == nil {
        // The shell reads the here-documents itself.
        for heredoc in run.heredocs { words[0] += "\n" + heredoc.written + heredoc.name }
      } else if heredoc.content.hasPrefix("#!") {
        script = (heredoc.name, Array(heredoc.content.utf8))
        words = [PlannedRun.scriptFolder + "/" + heredoc.name]
      } else {
        words = [heredoc.content]
      }
    }
    if run.commandLine.isShell { words = shell + [words.joined(separator: " ")] }
    let planned = PlannedRun(
      arguments: words, script: script, environment: state.variables.environment, proxies: options.proxies,
      user: state.config.config.user, directory: directory, network: run.network, security: run.security,
      mounts: try mounts(run), devices: run.devices)
    add(.run(planned), title(instruction), instruction)
    state.record("RUN \(argumentsPrefix)\(words.joined(separator: " ")) # buildkit", makesLayer: true)
  }

  /// `|2 A=1 B=2 `: the arguments that were declared, with what RUN sees of them.
  private var argumentsPrefix: String {
    var names: [String] = []
    for argument in state.arguments where !names.contains(argument.name) { names.append(argument.name) }
    if names.isEmpty { return "" }
    let words = names.map { name in
      name + "=" + (state.variables[name] ?? state.arguments.last { $0.name == name }?.value ?? "")
    }
    return "|\(words.count) \(words.joined(separator: " ")) "
  }

  private mutating func mounts(_ run: RunInstruction) throws(BuildError) -> [PlannedMount] {
    var mounts: [PlannedMount] = []
    for (index, option) in run.mountOptions.enumerated() {
      let mount = try RunMount(parsing: option) { word throws(BuildError) in try expand(word) }
      let source: BuildSource
      switch mount.kind {
      case .tmpfs, .secret, .ssh: source = .scratch
      case .bind: source = (index < sources.count ? sources[index] : nil) ?? .mainContext
      case .cache: source = (index < sources.count ? sources[index] : nil) ?? .scratch
      }
      mounts.append(PlannedMount(mount: mount, source: source, target: try target(of: mount)))
    }
    return mounts
  }

  /// Absolute; empty where a secret is only put into a variable, and where ssh chooses it.
  private func target(of mount: RunMount) throws(BuildError) -> String {
    var target = mount.target
    if target.utf8.isEmpty {
      switch mount.kind {
      case .secret:
        if mount.variable != nil { return "" }
        target = "/run/secrets/" + SecretPlace.name(mount)
      case .ssh: return ""
      case .bind, .cache, .tmpfs: break
      }
    }
    let whole = ImagePath.clean(target.utf8.first == UInt8(ascii: "/") ? target : directory + "/" + target)
    guard whole != "/" else {
      throw BuildError(.flag, "invalid mount target \"\(mount.target)\": nothing can be mounted over the root")
    }
    return whole
  }
}

/// What a secret of a RUN is called.
package enum SecretPlace {
  /// Its id, by which the command line gives it.
  package static func id(_ mount: RunMount) -> String {
    if !mount.source.utf8.isEmpty { return mount.source }
    if !mount.id.utf8.isEmpty { return mount.id }
    return last(mount.target)
  }

  static func name(_ mount: RunMount) -> String { last(id(mount)) }

  private static func last(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}

/// What a source of COPY or ADD is, by its form.
enum SourceKind {
  case path
  case url
  case git

  init(_ text: String) throws(BuildError) {
    if let git = try GitReference.parse(text), !git.isAmbiguous {
      self = .git
    } else {
      self = text.hasPrefix("http://") || text.hasPrefix("https://") ? .url : .path
    }
  }
}

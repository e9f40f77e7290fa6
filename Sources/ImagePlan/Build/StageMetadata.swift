// SPDX-License-Identifier: Apache-2.0
internal import Dockerfile
internal import LinuxABI
internal import OCI

// Instructions that only change the configuration.
extension StageInterpreter {
  mutating func declare(_ arguments: [BuildArgument]) throws(BuildError) {
    var words: [String] = []
    for argument in arguments {
      var argument = argument
      state.declared.insert(argument.name)
      if let given = options.argument(argument.name) {
        argument.value = given
      } else if let written = argument.value {
        argument.value = try expand(written)
      } else {
        argument.value = globals.variables[argument.name]
      }
      if let value = argument.value { state.variables[argument.name] = value }
      state.arguments.append(argument)
      words.append(argument.name + (argument.value.map { "=" + $0 } ?? ""))
    }
    state.record("ARG \(words.joined(separator: " "))")
  }

  mutating func setVariables(_ pairs: [Assignment]) throws(BuildError) {
    let pairs = try expand(pairs)
    for pair in pairs {
      state.variables[pair.key] = pair.value
      state.config.config.setVariable(pair.key, pair.value)
    }
    state.record("ENV " + pairs.map { $0.key + "=" + $0.value }.joined(separator: " "))
  }

  mutating func setLabels(_ pairs: [Assignment]) throws(BuildError) {
    let pairs = try expand(pairs)
    for pair in pairs { state.config.config.setLabel(pair.key, pair.value) }
    state.record("LABEL " + pairs.map { $0.key + "=" + $0.value }.joined(separator: " "))
  }

  /// All with the values that variables had before the instruction.
  private mutating func expand(_ pairs: [Assignment]) throws(BuildError) -> [KeyValue] {
    var expanded: [KeyValue] = []
    for pair in pairs {
      let key = try expand(pair.key)
      expanded.append(KeyValue(key: key, value: try expand(pair.value)))
    }
    return expanded
  }

  mutating func setCommand(_ line: CommandLine) {
    let words = words(of: line)
    state.hasCommand = true
    state.config.config.cmd = words
    // Deprecated in image-spec; Docker's tools look at it.
    state.config.config.argsEscaped = true
    state.record("CMD \(GoText.quotedList(words))")
  }

  mutating func setEntrypoint(_ line: CommandLine) {
    let words = words(of: line)
    state.config.config.entrypoint = words
    // A command of the base was meant for the base's entry point.
    if !state.hasCommand { state.config.config.cmd = nil }
    state.record("ENTRYPOINT \(GoText.quotedList(words))")
  }

  private func words(of line: CommandLine) -> [String] {
    line.isShell ? shell + [line.words.joined(separator: " ")] : line.words
  }

  /// What the shell form runs in.
  var shell: [String] {
    guard let shell = state.config.config.shell, !shell.isEmpty else { return ["/bin/sh", "-c"] }
    return shell
  }

  /// The words come sorted, as they are written; what they come to stays in that order, as in BuildKit's history.
  mutating func expose(_ words: [String]) throws(BuildError) {
    var ports: [String] = []
    for word in words {
      for word in try rules.words(word, value: { state.variables[$0] }) { ports += try Ports(parsing: word).keys }
    }
    var known = Set(state.config.config.exposedPorts)
    for port in ports where known.insert(port).inserted { state.config.config.exposedPorts.append(port) }
    state.record("EXPOSE \(GoText.list(ports))")
  }

  mutating func setHealthcheck(_ check: HealthcheckInstruction) {
    var healthcheck = Healthcheck()
    healthcheck.test = check.test
    healthcheck.interval = check.interval
    healthcheck.timeout = check.timeout
    healthcheck.startPeriod = check.startPeriod
    healthcheck.startInterval = check.startInterval
    healthcheck.retries = check.retries
    state.config.config.healthcheck = healthcheck
    state.record(
      "HEALTHCHECK {Test:\(GoText.list(check.test)) Interval:\(GoText.duration(nanoseconds: check.interval))"
        + " Timeout:\(GoText.duration(nanoseconds: check.timeout))"
        + " StartPeriod:\(GoText.duration(nanoseconds: check.startPeriod))"
        + " StartInterval:\(GoText.duration(nanoseconds: check.startInterval)) Retries:\(check.retries)}")
  }

  mutating func setStopSignal(_ text: String) throws(BuildError) {
    let signal = try expand(text)
    guard StopSignal.isKnown(signal) else {
      throw BuildError(.value, "invalid signal: \(signal): a number or a name such as SIGTERM is expected")
    }
    state.config.config.stopSignal = signal
    state.record("STOPSIGNAL \(signal)")
  }

  mutating func addVolumes(_ paths: [String]) throws(BuildError) {
    var volumes: [String] = []
    for path in paths {
      let volume = try expand(path)
      guard !volume.utf8.isEmpty else { throw BuildError(.value, "VOLUME specified can not be an empty string") }
      volumes.append(volume)
      if !state.config.config.volumes.contains(volume) { state.config.config.volumes.append(volume) }
    }
    state.record("VOLUME \(GoText.list(volumes))")
  }

  mutating func changeDirectory(_ path: String, _ instruction: Instruction) throws(BuildError) {
    let directory = ImagePath.join(state.config.config.workingDirectory, path)
    state.config.config.workingDirectory = directory
    if directory == "/" {
      state.record("WORKDIR /")
      state.number += 1
    } else {
      add(.makeDirectory(directory, user: state.config.config.user), title(instruction), instruction)
      state.record("WORKDIR \(directory)", makesLayer: true)
    }
  }
}

/// Signals that STOPSIGNAL may name.
enum StopSignal {
  static func isKnown(_ text: String) -> Bool {
    if let number = Int(text) { return number != 0 && number.magnitude < 1 << 31 }
    return Signal(parsing: text) != nil
  }
}

/// Paths in an image, as texts: no link is looked at.
package enum ImagePath {
  /// `path` from `directory`: an absolute one as it is, a relative one joined and cleaned.
  package static func join(_ directory: String, _ path: String) -> String {
    if path.utf8.first == UInt8(ascii: "/") { return path }
    if path.utf8.isEmpty { return directory.utf8.isEmpty ? "/" : directory }
    return clean("/" + directory + "/" + path)
  }

  /// An absolute path without `.`, `..` and repeated slashes.
  package static func clean(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") {
      switch part {
      case ".": break
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }
}

extension ContainerConfig {
  /// Sets a label; the last value of a name holds.
  mutating func setLabel(_ name: String, _ value: String) {
    labels.removeAll { $0.key == name }
    labels.append(KeyValue(key: name, value: value))
  }
}

// SPDX-License-Identifier: Apache-2.0
package import Dockerfile
package import OCI

/// An image that a build begins with or copies from.
package struct ImageNeed: Hashable, Sendable {
  /// As the Dockerfile has it.
  package var name: String
  package var platform: Platform
  /// Where it is, when that is no registry.
  package var layout: LayoutReference?

  package init(name: String, platform: Platform) {
    self.name = name
    self.platform = platform
  }

  init(_ layout: LayoutReference, platform: Platform) {
    self.init(name: layout.text, platform: platform)
    self.layout = layout
  }
}

/// Where files come from that are not the stage's own.
package enum BuildSource: Hashable, Sendable {
  /// The directory that the build was started with.
  case mainContext
  /// `--build-context` with a directory, by its name.
  case context(String)
  case image(ImageNeed)
  /// An earlier stage, by its place in `BuildPlan.stages`.
  case stage(Int)
  /// Nothing.
  case scratch
}

/// A mount of a RUN.
package struct PlannedMount: Equatable, Sendable {
  package var mount: RunMount
  /// What a bind mount shows, what a cache begins with; scratch where the kind has no source.
  package var source: BuildSource
  /// Absolute path.
  package var target: String
}

/// A program to run.
package struct PlannedRun: Equatable, Sendable {
  package var arguments: [String]
  /// A here-document that is a script of its own: a file of that name, to be executed.
  package var script: (name: String, content: [UInt8])?
  package var environment: [String]
  /// Known to the program, and to no cache.
  package var proxies: [KeyValue]
  package var user: String
  package var directory: String
  package var network: RunNetwork
  package var security: RunSecurity
  package var mounts: [PlannedMount]
  package var devices: [RunDevice]

  package static func == (a: PlannedRun, b: PlannedRun) -> Bool {
    a.arguments == b.arguments && a.script?.name == b.script?.name && a.script?.content == b.script?.content
      && a.environment == b.environment && a.proxies == b.proxies && a.user == b.user && a.directory == b.directory
      && a.network == b.network && a.security == b.security && a.mounts == b.mounts && a.devices == b.devices
  }

  /// Where scripts of here-documents are mounted.
  package static let scriptFolder = "/dev/pipes"
}

/// A step of a stage that makes a layer.
package struct PlannedStep: Equatable, Sendable {
  package enum Action: Equatable, Sendable {
    case run(PlannedRun)
    case copy(CopyRequest, from: BuildSource)
    /// A directory, made for `user` when it is not there.
    case makeDirectory(String, user: String)
  }
  package var action: Action
  /// The instruction, its variables resolved where it is shown so.
  package var title: String
  /// Its place among those that are counted, from 1.
  package var number: Int
  package var lines: ClosedRange<Int>
  /// It comes from the base's ONBUILD.
  package var isTrigger = false

  /// What it copies from or mounts.
  var sources: [BuildSource] {
    switch action {
    case .run(let run): run.mounts.map(\.source)
    case .copy(_, let source): [source]
    case .makeDirectory: []
    }
  }

  /// The stages among them.
  package var stages: [Int] {
    sources.compactMap { source in
      guard case .stage(let place) = source else { return nil }
      return place
    }
  }

  package init(action: Action, title: String, number: Int, lines: ClosedRange<Int>) {
    self.action = action
    self.title = title
    self.number = number
    self.lines = lines
  }
}

/// A stage with all its values known.
package struct PlannedStage: Equatable, Sendable {
  /// Its place in the file, from 0.
  package var index: Int
  /// As it is shown; empty when it is the only one.
  package var title: String
  package var base: BuildSource
  package var platform: Platform
  package var steps: [PlannedStep] = []
  /// How many steps are counted: the base image is one.
  package var count: Int
  package var ignoresCache = false
  /// What an image of it would be, but for the layers of its steps and the times.
  package var config: ImageConfig
  /// Of `config.history`, those that the base has.
  package var inheritedHistory: Int
}

/// Everything a build is going to do.
package struct BuildPlan: Equatable, Sendable {
  /// Those that are needed, each behind what it needs; the last one is the target.
  package var stages: [PlannedStage]
  /// Names of `--build-arg` that nothing asked for.
  package var unusedArguments: [String]

  package var target: PlannedStage { stages[stages.count - 1] }

  /// Names of the contexts of `--build-context` that are used.
  package var contexts: Set<String> {
    var names: Set<String> = []
    for stage in stages {
      for case .context(let name) in [stage.base] + stage.steps.flatMap(\.sources) { names.insert(name) }
    }
    return names
  }

  /// How many layers the target has on its base image's: each step is one, and the files of a context are.
  package var ownLayers: Int {
    var (count, stage) = (0, target)
    while true {
      count += stage.steps.count
      switch stage.base {
      case .stage(let place): stage = stages[place]
      case .context, .mainContext: return count + 1
      case .image, .scratch: return count
      }
    }
  }
}

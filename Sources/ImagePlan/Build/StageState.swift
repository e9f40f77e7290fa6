// SPDX-License-Identifier: Apache-2.0
internal import Dockerfile
internal import OCI

/// A stage while its instructions are applied, one after the other.
struct StageState {
  var config: ImageConfig
  /// What words are expanded with: variables of the image and arguments, whichever was set last.
  var variables = BuildVariables()
  /// The arguments declared so far, those of the stages below included; history tells them.
  var arguments: [BuildArgument] = []
  var steps: [PlannedStep] = []
  var source = BuildSource.scratch
  var platform: Platform
  var inheritedHistory = 0
  /// CMD was said in this stage: its ENTRYPOINT leaves it alone.
  var hasCommand = false
  /// Names of ARG that were asked for; `--build-arg` is checked against them.
  var declared: Set<String> = []
  /// Steps counted so far, the base among them.
  var number = 0

  /// Nothing yet.
  init(scratch platform: Platform) {
    config = ImageConfig(platform: platform)
    config.config.workingDirectory = "/"
    self.platform = platform
  }

  /// On an image.
  init(image: ImageConfig, platform: Platform?, isAsked: Bool) {
    config = image
    config.created = nil
    self.platform = platform ?? image.platform
    if isAsked, let platform { config.platform = platform }
    begin()
  }

  /// On an earlier stage.
  init(on base: StageState) {
    self = base
    steps = []
    hasCommand = false
    number = 0
    begin()
  }

  private mutating func begin() { inheritedHistory = config.history.count }

  static let standardPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// What the image sets is known to words, and a PATH there always is.
  mutating func takeEnvironment() {
    if !config.config.env.contains(where: { $0.hasPrefix("PATH=") }) {
      config.config.env.append(StageState.standardPath)
    }
    let image = BuildVariables(environment: config.config.env)
    for name in image.all { variables[name] = image[name] }
  }

  /// Adds a line to the history, as BuildKit writes it.
  mutating func record(_ text: String, makesLayer: Bool = false) {
    config.history.append(
      HistoryEntry(createdBy: text, comment: StageState.historyComment, emptyLayer: !makesLayer))
  }

  private static let historyComment = "buildkit.dockerfile.v0"
}

// SPDX-License-Identifier: Apache-2.0
package import OCI

/// What the command line says that decides what a build comes to; how it is carried out is the executor's business.
package struct BuildOptions: Equatable, Sendable {
  /// `--build-arg`, every one with its value; the last of a name holds.
  package var arguments: [KeyValue] = []
  /// `--target`; empty is the last stage.
  package var target = ""
  /// `--label`.
  package var labels: [KeyValue] = []
  /// `--platform`; nil follows the base image.
  package var platform: Platform?
  /// What this machine runs.
  package var buildPlatform: Platform
  /// `--no-cache`.
  package var ignoresCache = false
  /// `--no-cache-filter`: names of stages.
  package var uncachedStages: [String] = []
  /// `--build-context`.
  package var contexts: [NamedContext] = []
  /// `SOURCE_DATE_EPOCH`, in seconds.
  package var epoch: Int64?

  package init(buildPlatform: Platform) { self.buildPlatform = buildPlatform }

  package var targetPlatform: Platform { PlatformChoice.normalised(platform ?? buildPlatform) }

  package func argument(_ name: String) -> String? { arguments.last { $0.key == name }?.value }

  /// The proxies among the arguments, in both spellings; RUN has them, and neither history nor cache knows of them.
  var proxies: [KeyValue] {
    var found: [KeyValue] = []
    for name in BuildOptions.proxyNames {
      guard let value = argument(name.uppercased()) ?? argument(name), !value.utf8.isEmpty else { continue }
      found.append(KeyValue(key: name.uppercased(), value: value))
      found.append(KeyValue(key: name, value: value))
    }
    return found
  }

  private static let proxyNames = ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"]

  /// The argument that means `--cache-to type=inline`.
  private static let inlineCache = "BUILDKIT_INLINE_CACHE"

  package var tellsSteps: Bool { ["1", "true"].contains(argument(BuildOptions.inlineCache)) }

  /// The argument that lets a git context have its `.git`.
  private static let keepGitDirectory = "BUILDKIT_CONTEXT_KEEP_GIT_DIR"

  package var keepsGitDirectory: Bool { ["1", "true"].contains(argument(BuildOptions.keepGitDirectory)) }

  /// Arguments that need no ARG to be consumed.
  package static let predefined = Set(proxyNames + proxyNames.map { $0.uppercased() }).union([
    "SOURCE_DATE_EPOCH", "BUILDKIT_CACHE_MOUNT_NS", "BUILDKIT_SANDBOX_HOSTNAME", "BUILDKIT_SYNTAX",
    keepGitDirectory, inlineCache,
  ])
}

/// `--build-context NAME=VALUE`.
package struct NamedContext: Equatable, Sendable {
  package enum Source: Equatable, Sendable {
    /// `docker-image://NAME`.
    case image(String)
    /// `oci-layout://FOLDER[:TAG][@DIGEST]`.
    case layout(LayoutReference)
    /// A git repository, or what a URL gives.
    case remote(RemoteAddress)
    /// A directory of this machine.
    case directory(String)
  }
  package var name: String
  package var source: Source

  package init(name: String, source: Source) {
    self.name = name
    self.source = source
  }

  /// Whether an image, stage or `--from` of that name is replaced; `latest` is the tag of what has none.
  package func replaces(_ text: String) -> Bool { NamedContext.plain(name) == NamedContext.plain(text) }

  private static func plain(_ text: String) -> String {
    let text = text.lowercased()
    return text.hasSuffix(":latest") ? String(text.dropLast(":latest".count)) : text
  }
}

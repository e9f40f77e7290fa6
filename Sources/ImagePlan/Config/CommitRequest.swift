// SPDX-License-Identifier: Apache-2.0
package import OCI

/// What somebody wants of the image that a container becomes.
package struct CommitRequest: Equatable, Sendable {
  /// Changes of the configuration, instructions of a Dockerfile.
  package var changes: [String] = []
  package var author = ""
  /// For the history.
  package var message = ""
  /// RFC 3339.
  package var created: String
  package init(created: String) { self.created = created }

  /// The configuration of the image: that of the one the container was made from, with what the container was asked to
  /// be in its place, and the changes on top.
  ///
  /// `diffID`: of the layer; nil when the container changed nothing.
  ///
  /// - Throws: when a change is none.
  package func config(
    base: ImageConfig, container: ContainerConfig, command: [String], diffID: Digest?
  ) throws(ReferenceError) -> ImageConfig {
    var image = base
    image.created = created
    if !author.isEmpty { image.author = author }
    var config = base.config
    config.user = container.user
    config.exposedPorts = container.exposedPorts
    config.env = container.env
    config.entrypoint = container.entrypoint
    config.cmd = container.cmd
    config.volumes = container.volumes
    config.workingDirectory = container.workingDirectory
    config.labels = container.labels
    config.stopSignal = container.stopSignal
    for change in changes { try ConfigChange.apply(change, to: &config) }
    image.config = config
    if let diffID { image.diffIDs.append(diffID) }
    image.history.append(
      HistoryEntry(
        created: created, createdBy: command.joined(separator: " "), comment: message, emptyLayer: diffID == nil))
    image.history[image.history.count - 1].author = author
    return image
  }
}

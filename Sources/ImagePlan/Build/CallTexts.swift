// SPDX-License-Identifier: Apache-2.0
package import Dockerfile
internal import OCI

/// `build --check`: the rules that a Dockerfile does not keep, with the lines they are about.
package enum CheckText {
  package static func text(_ warnings: [LintWarning], file: String) -> String {
    if warnings.isEmpty { return "Check complete, no warnings found.\n" }
    var text = "Check complete, \(warnings.count) warning\(warnings.count == 1 ? " has" : "s have") been found!\n"
    for warning in warnings {
      text += "\nWARNING: \(warning.rule.rawValue)\n\(warning.message)\n\(file):\(warning.lines.lowerBound)\n"
    }
    return text
  }
}

/// `build --call=targets`: the stages that `--target` can name.
package enum TargetsText {
  package static func text(_ file: Dockerfile) -> String {
    var rows: [[String]] = [["TARGET", "DESCRIPTION"]]
    for (index, stage) in file.stages.enumerated() {
      let isDefault = index == file.stages.count - 1
      guard isDefault || !stage.from.name.isEmpty else { continue }
      let name = stage.from.name.isEmpty ? "(unnamed)" : stage.from.name
      rows.append([name + (isDefault ? " (default)" : ""), stage.from.comment])
    }
    return TextColumns.text(rows)
  }
}

/// `build --call=outline`: what a target can be given.
package enum OutlineText {
  package static func text(_ file: Dockerfile, _ options: BuildOptions) throws(BuildError) -> String {
    let outline = try BuildOutline(file, options)
    var text = "TARGET: \(outline.target)\n"
    if !outline.description.isEmpty { text += "DESCRIPTION: \(outline.description)\n" }
    if !outline.arguments.isEmpty {
      text +=
        "\n"
        + TextColumns.text(
          [["BUILD ARG", "VALUE", "DESCRIPTION"]] + outline.arguments.map { [$0.name, $0.value ?? "", $0.comment] })
    }
    if !outline.secrets.isEmpty {
      text +=
        "\n"
        + TextColumns.text(
          [["SECRET", "REQUIRED"]] + outline.secrets.map { [$0.id, $0.isRequired ? "true" : ""] })
    }
    if !outline.agents.isEmpty {
      text +=
        "\n"
        + TextColumns.text(
          [["SSH", "REQUIRED"]] + outline.agents.map { [$0.id, $0.isRequired ? "true" : ""] })
    }
    return text
  }
}

/// `build --call=plan`: what would be done, a line a step.
package enum PlanText {
  package static func text(_ plan: BuildPlan) -> String {
    var text = ""
    for stage in plan.stages {
      text += "stage \(stage.index)\(stage.title.isEmpty ? "" : " " + stage.title) from \(name(stage.base, plan))"
      text += " for \(stage.platform.text)\n"
      for step in stage.steps {
        text += "  \(step.number)/\(stage.count) line \(step.lines.lowerBound): "
        switch step.action {
        case .run(let run):
          text += "run \(GoText.quotedList(run.arguments)) in \(run.directory)"
          if !run.user.isEmpty { text += " as \(run.user)" }
          for mount in run.mounts {
            text += "\n    mount \(mount.mount.kind.rawValue) \(name(mount.source, plan)) at \(mount.target)"
          }
        case .copy(let request, let source):
          text += "copy to \(request.destination) from \(name(source, plan))"
        case .makeDirectory(let path, let user):
          text += "make directory \(path)" + (user.isEmpty ? "" : " for \(user)")
        }
        text += "\n"
      }
    }
    return text
  }

  private static func name(_ source: BuildSource, _ plan: BuildPlan) -> String {
    switch source {
    case .mainContext: return "context"
    case .context(let name): return "context \(name)"
    case .image(let need): return "image \(need.name)"
    case .stage(let place): return "stage \(plan.stages[place].title)"
    case .scratch: return "scratch"
    }
  }
}

/// Rows whose columns begin at the same place.
enum TextColumns {
  static func text(_ rows: [[String]]) -> String {
    var widths: [Int] = []
    for row in rows {
      for (index, cell) in row.enumerated() {
        if index == widths.count { widths.append(0) }
        widths[index] = max(widths[index], cell.count)
      }
    }
    var text = ""
    for row in rows {
      var line = ""
      for (index, cell) in row.enumerated() {
        line += cell + String(repeating: " ", count: widths[index] - cell.count + 3)
      }
      while line.hasSuffix(" ") { line.removeLast() }
      text += line + "\n"
    }
    return text
  }
}

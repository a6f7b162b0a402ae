"""Tools for assistants over the Model Context Protocol: Streamable HTTP at /mcp (`door`), stdio by `mingbai mcp`
(`stdio`). The six tools with their descriptions are `server`; what they do is bot.commands.tool."""

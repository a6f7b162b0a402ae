"""Channels (渠道): the ways in which people reach the one dialogue, each thin over `bot.dialogue`.

A channel makes a `Turn` of what it was sent and shows the `Reply` within its own limits. `wechat` is 公众号, `wecom`
企业微信 (bot, app, group robot), `tencent` what those two share, `desk` how messages are answered once and in order;
`openai`, `dify` and `mcp` are for other programs. Each is off until configured; docs/channels.md leads through it.
"""

// The Azure Bot of Stapje, for one tenant, with the Teams channel.
//   az deployment group create --resource-group RG --template-file bot.bicep \
//     --parameters appId=… tenantId=… endpoint=https://stapje.gemeente.nl/api/messages
// The Entra application `appId` with its secret must be there already: deploy/README.md.

@description('Name of the bot resource, unique in Azure.')
param name string = 'stapje'

@description('The Entra application (client) id.')
param appId string

@description('The tenant of the application and of the people who use the bot.')
param tenantId string = tenant().tenantId

@description('Where Teams delivers: https, ending in /api/messages.')
param endpoint string

@description('F0 costs nothing; Teams is a standard channel, so its messages are free in both.')
@allowed([ 'F0', 'S1' ])
param sku string = 'F0'

resource bot 'Microsoft.BotService/botServices@2021-03-01' = {
  name: name
  location: 'global'
  kind: 'azurebot'
  sku: {
    name: sku
  }
  properties: {
    displayName: 'Stapje'
    endpoint: endpoint
    msaAppId: appId
    msaAppTenantId: tenantId
    msaAppType: 'SingleTenant'
  }
}

// Without this channel the installation in Teams itself fails.
resource teams 'Microsoft.BotService/botServices/channels@2021-03-01' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
  }
}

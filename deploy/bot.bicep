// The Azure Bot of Stapje, for one tenant, with the Teams channel.
//   az deployment group create --resource-group RG --template-file bot.bicep \
//     --parameters appId=… tenantId=… endpoint=https://stapje.gemeente.nl/api/messages
// The Entra application `appId` must be there already: docs/INSTALL.md. A bot that is a managed
// identity has none: identity.bicep makes it, and then it is
//     --parameters appType=UserAssignedMSI appId=CLIENT-ID identity=RESOURCE-ID endpoint=…

@description('Name of the bot resource, unique in Azure.')
param name string = 'stapje'

@description('SingleTenant: an application with a secret, a certificate or a federated credential.')
@allowed([ 'SingleTenant', 'UserAssignedMSI' ])
param appType string = 'SingleTenant'

@description('The client id of the application, or of the managed identity.')
param appId string

@description('The resource id of the managed identity, for UserAssignedMSI.')
param identity string = ''

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
    msaAppType: appType
    msaAppMSIResourceId: appType == 'UserAssignedMSI' ? identity : null
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
